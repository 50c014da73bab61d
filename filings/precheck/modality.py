"""What the algorithm puts out against formats, labels, samples and kinds of deep synthesis."""

import re

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit
from filings.regulations import Text

OUTPUT, INPUT = Place("data.output"), Place("data.input")
EXPLICIT, IMPLICIT = Place("labels.explicit"), Place("labels.implicit")
SYNTHESIS = Place("labels.deep_synthesis")
CONTENT = {"text", "image", "audio", "video", "virtual_scene"}


def output_generative(facts: Facts) -> Hits:
    output = facts.chosen(OUTPUT.path)
    if facts.value("basics.generative") and output and not output & CONTENT:
        yield hit(
            OUTPUT,
            Place("basics.generative"),
            say=_("It generates content, but its output is %(output)s only."),
            output=_labels(facts, OUTPUT, output),
        )


def output_synthesis(facts: Facts) -> Hits:
    output = facts.chosen(OUTPUT.path)
    for kind in sorted(facts.chosen(SYNTHESIS.path)) if output else ():
        wanted = set(facts.wording.synthesis.get(kind, ()))
        if wanted and not wanted & output:
            yield hit(
                SYNTHESIS,
                OUTPUT,
                say=_("“%(kind)s” puts out one of %(wanted)s; declared is %(output)s."),
                kind=_labels(facts, SYNTHESIS, {kind}),
                wanted=_labels(facts, OUTPUT, wanted),
                output=_labels(facts, OUTPUT, output),
            )


def output_labels(facts: Facts) -> Hits:
    label = facts.text(EXPLICIT.path)
    for modality in sorted(facts.chosen(OUTPUT.path)) if label else ():
        words = facts.wording.modalities.get(modality, ())
        if words and not any(word in label for word in words):
            yield hit(
                EXPLICIT,
                OUTPUT,
                say=_("%(modality)s is put out, but the label says nothing of it."),
                modality=_labels(facts, OUTPUT, {modality}),
            )


def output_formats(facts: Facts) -> Hits:
    """Formats named where the labels of the output are described."""
    output = facts.chosen(OUTPUT.path)
    for place in (EXPLICIT, IMPLICIT) if output else ():
        named = set(
            re.findall(r"(?<![A-Za-z])[A-Za-z0-9]{3,8}(?![A-Za-z0-9])", facts.text(place.path))
        )
        for modality, endings in facts.wording.formats.items():
            if modality not in output:
                for ending in sorted(named & set(endings)):
                    yield hit(
                        place,
                        OUTPUT,
                        say=_("%(ending)s is a format of %(modality)s; declared is %(output)s."),
                        ending=ending,
                        modality=_labels(facts, OUTPUT, {modality}),
                        output=_labels(facts, OUTPUT, output),
                    )


def sample_modality(facts: Facts) -> Hits:
    """A picture may show any label; a sound or a film is what it is."""
    output = facts.chosen(OUTPUT.path)
    for file in facts.files_at("labels", "label_sample") if output else ():
        modality = file.media_type.partition("/")[0]
        if modality in {"audio", "video"} and modality not in output:
            yield hit(
                file.place,
                OUTPUT,
                say=_("“%(file)s” is %(modality)s; declared is %(output)s."),
                file=file.name,
                modality=_labels(facts, OUTPUT, {modality}),
                output=_labels(facts, OUTPUT, output),
            )


def input_biometric(facts: Facts) -> Hits:
    given = facts.chosen(INPUT.path)
    if facts.value("data.biometric") and given and not given & {"image", "audio", "video"}:
        yield hit(
            INPUT,
            Place("data.biometric"),
            say=_("Faces or voices are processed, but the input is %(given)s only."),
            given=_labels(facts, INPUT, given),
        )


def _labels(facts: Facts, place: Place, codes: set[str]) -> tuple[Text, ...]:
    return tuple(c.label for c in facts.fields[place.path].choices if c.code in codes)


CHECKS: Checks = {
    "output_generative": output_generative,
    "output_synthesis": output_synthesis,
    "output_labels": output_labels,
    "output_formats": output_formats,
    "sample_modality": sample_modality,
    "input_biometric": input_biometric,
}
