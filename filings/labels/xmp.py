"""The property AIGC in an XMP packet: as element or attribute; the rest of the packet stays."""

from collections.abc import Iterator

from lxml import etree

from filings.labels.slots import Place, Slot
from filings.labels.source import Damaged

NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_FAMILY = "http://www.tc260.org.cn/ns/AIGC"  # seen without version or closing slash, too
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EMPTY = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta>'
).encode()
_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_TAIL = b'\n<?xpacket end="w"?>'
MOST_PACKET = 4 * 2**20


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document without a document type; no entity is ever looked up."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False
    )
    if len(content) > MOST_PACKET:
        raise Damaged("XML")
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Damaged("XML") from fault
    if root.getroottree().docinfo.doctype:
        raise Damaged("DTD")
    return root


def read(packet: bytes, place: Place = Place.XMP) -> Iterator[Slot]:
    """Every AIGC of the packet; where it stands as attribute matters for pictures only."""
    root = parse_xml(packet.strip(b"\0 \t\r\n"))
    attribute = Place.XMP_ATTRIBUTE if place is Place.XMP else place
    for element in root.iter("{*}*"):
        if _is_ours(element.tag):
            yield Slot(place, "".join(element.itertext()))
        for name, value in element.attrib.items():
            if _is_ours(name):
                yield Slot(attribute, value)


def _is_ours(tag: str | bytes) -> bool:
    name = etree.QName(tag)
    return name.localname == "AIGC" and (name.namespace or "").startswith(_FAMILY)


def written(packet: bytes | None, text: str) -> bytes:
    """The packet with this label, as an element, and no other; a new packet where there is none."""
    root = parse_xml(packet.strip(b"\0 \t\r\n") if packet else _EMPTY)
    for element in list(root.iter("{*}*")):
        for name in [name for name in element.attrib if _is_ours(name)]:
            del element.attrib[name]
        parent = element.getparent()
        if parent is not None and _is_ours(element.tag):
            parent.remove(element)
    description = next(root.iter(f"{{{_RDF}}}Description"), None)
    if description is None:
        raise Damaged("XMP")
    place = etree.SubElement(description, f"{{{NAMESPACE}}}AIGC", nsmap={"TC260": NAMESPACE})
    place.text = text
    made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return _HEAD + made + _TAIL
