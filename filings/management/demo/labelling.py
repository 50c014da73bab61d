"""Samples of labels of the invented group: drawn, labelled, taken in and read back."""

import wave
from io import BytesIO

from PIL import Image, ImageDraw

from filings import labels
from filings.enums import LabelModality, SampleStage
from filings.labels import Box, Label, codes
from filings.management.demo import pictures
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Algorithm, LabelCheck
from filings.services import labelling
from filings.services.labelling import GivenOut, Sample

BACK, FIGURE, SHADE, WORDS = "#dfe7e4", "#9db4ae", (0, 0, 0, 130), "#ffffff"
WORDING = "AI生成"
SECONDS, PITCH = 2, 8000


def take(group: Group, algorithm: Algorithm, samples: list[Facts], reader: Reader) -> None:
    """In the order of the files; `after` names the sample from which one came."""
    taken: dict[str, LabelCheck] = {}
    sources: dict[str, bytes] = {}
    product = algorithm.products.filter(withdrawn=False).earliest("pk")
    for number, facts in enumerate(samples, 1):
        name, box = facts["name"], None
        if before := facts.get("after"):
            content = _saved_again(sources[before])
        else:
            content, box = _made(facts)
            if facts.get("labelled", True):
                content = _labelled(content, algorithm, number)
        sources[name] = content
        taken[name] = labelling.check(
            algorithm=algorithm,
            sample=Sample(
                file=BytesIO(content),
                name=name,
                modality=LabelModality(facts["modality"]),
                stage=SampleStage(facts["stage"]),
                product=product,
                before=taken.get(before or ""),
                box=box,
                note="示例样例，内容为虚构",
            ),
            by=group.enter_as("filer"),
        )


def give_out(group: Group, algorithm: Algorithm, given: list[Facts], reader: Reader) -> None:
    for facts in given:
        labelling.give_out(
            algorithm=algorithm,
            given=GivenOut(
                content=facts["content"],
                recipient=facts["recipient"],
                purpose=facts["purpose"],
                agreed_on=reader.day(facts["agreed_on"]),
                provided_on=reader.day(facts["provided_on"]),
                product=algorithm.products.filter(withdrawn=False).earliest("pk"),
            ),
            by=group.enter_as("filer"),
        )


def _made(facts: Facts) -> tuple[bytes, Box | None]:
    ending = facts["name"].rpartition(".")[2]
    if ending == "wav":
        return _sound(), None
    if ending == "pdf":
        return pictures.draw(facts["title"], facts["lines"], as_pdf=True).read(), None
    return _scene(facts, {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[ending])


def _scene(facts: Facts, kind: str) -> tuple[bytes, Box]:
    """A screen with a figure, lines of talk, and the label in its corner, six per cent high."""
    width, height = facts.get("size", (540, 960))
    page = Image.new("RGB", (width, height), BACK)
    pen = ImageDraw.Draw(page, "RGBA")
    middle = width // 2
    pen.ellipse((middle - 70, 210, middle + 70, 370), fill=FIGURE)
    pen.rounded_rectangle((middle - 150, 380, middle + 150, height - 260), 60, fill=FIGURE)
    pen.rectangle((0, height - 200, width, height), fill=SHADE)
    for number, line in enumerate((*facts["lines"], pictures.INVENTED)):
        pen.text((24, height - 184 + 40 * number), line, font=pictures.font(22), fill=WORDS)
    pen.text((24, height - 235), facts["title"], font=pictures.font(26), fill="#1f2a2e")
    font = pictures.font(round(min(width, height) * 0.075))
    place = pen.textbbox((32, 32), WORDING, font=font)
    pen.rectangle((place[0] - 10, place[1] - 10, place[2] + 10, place[3] + 10), fill=SHADE)
    pen.text((32, 32), WORDING, font=font, fill=WORDS)
    file = BytesIO()
    page.save(file, kind)
    left, top, right, bottom = map(round, place)
    return file.getvalue(), Box(left, top, right - left, bottom - top)


def _sound() -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(PITCH)
        out.writeframes(bytes(128 + (n // 10 % 2) * 40 - 20 for n in range(SECONDS * PITCH)))
    return file.getvalue()


def _labelled(content: bytes, algorithm: Algorithm, number: int) -> bytes:
    code = codes.build(algorithm.provider.uscc, extension="1").text
    out = BytesIO()
    labels.write(BytesIO(content), out, Label.first(code, f"{algorithm.reference}-{number:06}"))
    return out.getvalue()


def _saved_again(content: bytes) -> bytes:
    """As a service does that draws the picture anew and forgets its metadata."""
    out = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        picture.convert("RGB").save(out, picture.format or "PNG")
    return out.getvalue()
