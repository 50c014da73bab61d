"""The sign-in page, where a demo installation also names the seats of its committees."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required

from filings.views.account import SignIn
from reviews.selectors import entrance


class SignInWithSeats(SignIn):
    def places(self) -> Mapping[int, list[str]]:
        return entrance.seats_of_the_invented()


sign_in = login_not_required(SignInWithSeats.as_view())
