"""The XMP packet that makes one file PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

PRODUCER = "Beian print shop"

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta
 xmlns:x="adobe:ns:meta/">
<rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>{author}
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>{label}
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}
</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

SCHEMA = """
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>{name}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{field}</pdfaProperty:name>
<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>{meaning}</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>"""

AUTHOR = "\n<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
LABEL = """
<rdf:Description rdf:about=""
 xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">
<TC260:AIGC>{label}</TC260:AIGC>
</rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Properties:
    """The document properties; `label` is the AIGC label of GB 45438-2025."""

    title: str
    language: str
    created: datetime
    author: str = ""
    label: str = ""


def packet(properties: Properties) -> bytes:
    """The metadata stream, to be stored uncompressed."""
    schemas = SCHEMA.format(
        name="PDF/UA identification", namespace="http://www.aiim.org/pdfua/ns/id/",
        prefix="pdfuaid", field="part", kind="Integer", meaning="Part of ISO 14289",
    )  # fmt: skip
    if properties.label:
        schemas += SCHEMA.format(
            name="AIGC label of GB 45438-2025", namespace="http://www.tc260.org.cn/ns/AIGC/1.0/",
            prefix="TC260", field="AIGC", kind="Text", meaning="Label of generated content",
        )  # fmt: skip
    text = PACKET.format(
        title=escape(properties.title),
        language=escape(properties.language),
        author=AUTHOR.format(author=escape(properties.author)) if properties.author else "",
        date=properties.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        producer=PRODUCER,
        label=LABEL.format(label=escape(properties.label)) if properties.label else "",
        schemas=schemas,
    )
    return text.encode()
