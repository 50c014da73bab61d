"""What has been entered so far, and who acts."""

from dataclasses import dataclass, field

from filings import walls
from filings.models import Algorithm, Provider, User


@dataclass
class Group:
    """People, providers and algorithms by the names that the files give them."""

    people: dict[str, User]
    providers: dict[str, Provider] = field(default_factory=dict)
    algorithms: dict[str, Algorithm] = field(default_factory=dict)

    def enter_as(self, person: str) -> User:
        """Act as this person from here on, behind the wall."""
        walls.enter(self.people[person])
        return self.people[person]
