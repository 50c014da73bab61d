"""Makes one dossier of what was gathered: prints, binds, encloses, signs. Writes nothing."""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from filings import canonical, printing, walls
from filings.documents import dossier as said
from filings.documents.beside import active
from filings.documents.dossier import Gathered, Verification
from filings.documents.written import Block, Paragraph, Row, WrittenChapter
from filings.enums import DossierChapter
from filings.models import Checkpoint, Job
from filings.printing import Attachment, PrintingFailed, binding, enclosing, signing
from filings.printing.binding import Part
from filings.printing.conformance import Properties
from filings.printing.furniture import Furniture
from filings.printing.signing import Certificate
from filings.sealing import notes
from filings.services import certificates, jobs
from filings.services.dossier_lists import listing, row
from filings.services.dossier_press import Ordered, Press, facts_file


def made(
    job: Job, gathered: Gathered, progress: Callable[[str, int], None]
) -> tuple[bytes, int, str]:
    """The whole file, its pages, and the shop that printed it."""
    facts = gathered.facts
    press = Press(facts, job.asked_at, job.provider_id)
    certificate = _certificate(job)
    seal = press.said(lambda: tuple(_seal(certificate)))
    try:
        done = _parts(press, gathered, progress)
        press.ordered.append(_verification(press, gathered, job.order["address"], seal))
        steps = itertools.count(done + 1)
        press.settle(lambda: progress("chapters", next(steps)))
        progress("bind", next(steps))
        content, pages, shop = _bound(press, gathered, seal, certificate, _furniture(job, facts))
        if certificate:
            progress("sign", next(steps))
            content = signing.sign(
                content,
                certificate,
                reason=facts.purpose[:200],
                stamp_service=settings.TIMESTAMP_SERVICE,
            )
    except PrintingFailed as failure:
        raise jobs.JobFailed(failure.code, **failure.parameters) from failure
    return content, pages, shop


def _parts(press: Press, gathered: Gathered, progress: Callable[[str, int], None]) -> int:
    """Chapters in their order, papers and exhibits each behind their list."""
    done = 0
    listed = {
        chapter: press.said(partial(listing, gathered.facts, chapter))
        for chapter in (DossierChapter.PAPERS, DossierChapter.EVIDENCE)
    }
    for chapter in gathered.plan:
        if isinstance(chapter, WrittenChapter):
            press.chapter(chapter)
        elif chapter == DossierChapter.PAPERS and gathered.papers:
            press.chapter(listed[chapter])
            for paper in gathered.papers:
                progress("papers", done := done + 1)
                press.paper(paper)
        elif chapter == DossierChapter.EVIDENCE and gathered.files:
            press.chapter(listed[chapter])
            for exhibit, file in zip(gathered.facts.exhibits, gathered.files, strict=True):
                progress("exhibits", done := done + 1)
                press.exhibit(exhibit, file)
    return done


def _certificate(job: Job) -> Certificate | None:
    with walls.for_provider(job.provider_id):
        return certificates.of(job.provider)


def _seal(certificate: Certificate | None) -> list[Row]:
    """The visible seal field: who signs, with which certificate, who sealed the history."""
    last = Checkpoint.objects.first()
    key = notes.fingerprint(bytes.fromhex(last.key)) if last else "—"
    signer = (
        certificate.holder() if certificate else _("not signed: the provider has no certificate")
    )
    facts = [
        (_("Signed by"), signer),
        (_("Certificate (SHA-256)"), certificate.fingerprint() if certificate else "—"),
        (_("History sealed with key (SHA-256)"), key),
    ]
    return [row(label, text) for label, text in facts]


def _verification(press: Press, gathered: Gathered, address: str, seal: Sequence[Row]) -> Ordered:
    facts, kept = gathered.facts, facts_file(gathered.facts)
    digest, proved = hashlib.sha256(kept).hexdigest(), str(len(gathered.history["events"]))
    told = press.said(lambda: _how(facts, address, seal, kept, proved))
    code = printing.qr_code(f"{address}?facts={digest}" if address else digest)
    order = press.written("dossier_verification", told, told.title, {"qr.svg": code})
    return replace(order, once=True)


def _how(
    facts: said.Dossier, address: str, seal: Sequence[Row], kept: bytes, proved: str
) -> Verification:
    last = Checkpoint.objects.first()
    inside = [
        ("facts.json", hashlib.sha256(kept).hexdigest()),
        (_("The same with SM3"), signing.digest_sm3(kept)),
        (_("Events proved"), proved),
        (_("Checkpoint"), last.note.strip() if last else "—"),
    ]
    return Verification(
        language=facts.language,
        title=_("How to verify this dossier"),
        qr=_("Leads to %(address)s with the digest of the facts.") % {"address": address}
        if address
        else _("The digest of the facts."),
        seal_title=_("Electronic seal"),
        seal=tuple(seal),
        inside=tuple(row(label, text) for label, text in inside),
        blocks=tuple(Block(paragraphs=(Paragraph(text, active()),)) for text in _how_to_verify()),
    )


def _how_to_verify() -> list[str]:
    return [
        _("Hand the file to the page that the code leads to; nobody signs in and nothing is kept."),
        _("Without us: install Python and pyhanko, fetch verify_dossier.py from that page, and run "
          "it on the file. It needs no server, no database and no net."),
        _("Both check the signature over the whole file, the hash of every page and of every "
          "enclosed file, and the proof that each event stands in the sealed history; and name "
          "what was altered. Compare the two fingerprints above with those that the provider "
          "publishes: they tell who signed and who sealed."),
        _("The signature is PAdES with an internationally common algorithm. A seal with SM2 and "
          "SM3 needs a licensed certification service and is not in this file; the SM3 digest "
          "above is what such a seal would be made for."),
    ]  # fmt: skip


def _furniture(job: Job, facts: said.Dossier) -> Furniture:
    """Whose copy it is stands on every page, in the watermark as well where one was ordered."""
    return Furniture(
        head=f"{facts.title} · {facts.recipient} · {facts.made}",
        watermark=f"{facts.recipient} {facts.made[:10]}" if job.order.get("watermark") else "",
    )


def _bound(
    press: Press,
    gathered: Gathered,
    seal: Sequence[Row],
    certificate: Certificate | None,
    furniture: Furniture,
) -> tuple[bytes, int, str]:
    facts = gathered.facts
    front = press.front(facts.purpose, seal, press.said(lambda: _("Electronic seal")))
    cover = Part(facts.title, front.content, headless=1)
    whole = binding.bind(
        [cover, *(piece.part for piece in press.pieces)],
        properties=Properties(facts.title, facts.language, press.moment),
        furniture=furniture,
    )
    enclosed = [
        Attachment("facts.json", facts_file(facts), "Source", _("The facts of this dossier")),
        Attachment("facts.schema.json", canonical.encode(said.schema()), "Supplement"),
        Attachment("history.json", canonical.encode(gathered.history), "Data"),
        *press.originals,
    ]
    manifest = {
        "format": "beian.dossier/1",
        "dossier": {
            "title": facts.title, "profile": facts.profile, "purpose": facts.purpose,
            "recipient": facts.recipient, "made": facts.made,
            "certificate": certificate.fingerprint() if certificate else "",
        },
        "pages": enclosing.page_digests(whole.content),
        "parts": press.ranges(front.pages),
        "files": [
            {"name": each.name, "size": len(each.content), "sm3": signing.digest_sm3(each.content),
             "sha256": hashlib.sha256(each.content).hexdigest()}
            for each in enclosed
        ],
    }  # fmt: skip
    enclosed.append(Attachment("manifest.json", canonical.encode(manifest), "Data"))
    return enclosing.enclose(whole.content, enclosed, press.moment), whole.pages, front.fingerprint
