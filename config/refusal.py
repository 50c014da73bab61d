"""Why the installation does not start, as one sentence and an exit code."""

from enum import IntEnum


class Exit(IntEnum):
    FAILED = 1
    ALREADY_RUNNING = 3
    PORT_TAKEN = 4
    MISSING = 5


class CannotStart(Exception):
    def __init__(self, sentence: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.code = code
