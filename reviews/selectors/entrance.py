"""Where the invented people of a demo installation sit."""

from collections import defaultdict

from reviews.models import Seat


def seats_of_the_invented() -> dict[int, list[str]]:
    """By the person's number: role and committee of every seat held today."""
    held: dict[int, list[str]] = defaultdict(list)
    rows = Seat.objects.current().filter(person__is_demo=True).select_related("committee")
    for seat in rows.order_by("committee", "role", "order"):
        field = f" · {seat.get_category_display()}" if seat.votes else ""
        held[seat.person_id].append(f"{seat.get_role_display()}{field} · {seat.committee}")
    return held
