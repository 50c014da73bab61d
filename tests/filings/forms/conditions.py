from typing import Any

from filings.regulations import Condition
from filings.regulations.conditions import parse


def equals(path: str, value: Any) -> Condition:
    return parse({"path": path, "is": value})
