"""The element AIGC of GB 45438-2025, Annex E: seven keys, all of them strings."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

KEYS = (
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
)
REQUIRED = KEYS[:3]
GRADES = ("1", "2", "3")  # is, may be, is suspected to be generated
LONGEST_VALUE = 1024
# Annex E j): the code points 0x21, 0x23-0x5B and 0x5D-0x7E: no space, quote, backslash, Chinese.
CHARACTERS = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*")
# A reserved code may hold a signature, which is JSON with its quotes escaped (Annex F).
RESERVED_CHARACTERS = re.compile(r"[\x21-\x5b\x5d-\x7e]*")


def allowed(key: str) -> re.Pattern[str]:
    return RESERVED_CHARACTERS if key.startswith("ReservedCode") else CHARACTERS


@dataclass(frozen=True)
class Label:
    """One label. Nothing is checked here: what was read from a file may break every rule."""

    grade: str
    producer: str
    produce_id: str
    reserved_1: str = ""
    propagator: str = ""
    propagate_id: str = ""
    reserved_2: str = ""

    @classmethod
    def first(
        cls, producer: str, produce_id: str, *, grade: str = "1", reserved: str = ""
    ) -> "Label":
        """Of whoever generates the content: also its first propagator (Annex E, note 1)."""
        return cls(grade, producer, produce_id, reserved, producer, produce_id)

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "Label":
        return cls(*(values.get(key, "") for key in KEYS))

    def passed_on(self, propagator: str, propagate_id: str, reserved: str = "") -> "Label":
        """With another propagator (Measures, Art. 6); what the producer wrote stays."""
        return replace(self, propagator=propagator, propagate_id=propagate_id, reserved_2=reserved)

    @property
    def values(self) -> dict[str, str]:
        """By the keys of Annex E, in its order."""
        own = (self.grade, self.producer, self.produce_id, self.reserved_1)
        return dict(
            zip(KEYS, (*own, self.propagator, self.propagate_id, self.reserved_2), strict=True)
        )

    def text(self) -> str:
        """The inner object, for places whose name is AIGC already."""
        return json.dumps(self.values, separators=(",", ":"))
