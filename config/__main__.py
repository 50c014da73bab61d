"""What the start command does once everything is installed."""

import sys

from config.commanding import command, tour
from config.refusal import CannotStart
from config.supervisor import Supervisor


def main(words: list[str]) -> int:
    what, *rest = words or ["up"]
    try:
        if what == "manage":
            return command(rest)
        if what == "tour":
            return tour(rest)
        Supervisor().serve()
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
