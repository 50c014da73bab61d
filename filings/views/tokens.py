"""One's own keys to the API: make one, see where they stand, revoke."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from filings.enums import TokenScope
from filings.forms.tokens import TokenForm
from filings.models import ApiToken
from filings.services import tokens
from filings.views.attempts import attempt, status_of
from filings.views.frame import Request


def token_list(request: Request) -> HttpResponse:
    """The secret of a new token stands on the answer to its form, and nowhere afterwards."""
    form = TokenForm(request.POST or None)
    made: list[tuple[ApiToken, str]] = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = attempt(
            form,
            lambda: made.append(
                tokens.make(
                    by=request.user,
                    name=facts["name"],
                    scope=TokenScope(facts["scope"]),
                    days=facts["days"],
                )
            ),
        )
        if done:
            form = TokenForm()
    context = {
        "form": form,
        "rows": request.user.api_tokens.all(),
        "made": made[0] if made else None,
        "standing": set(tokens.standing(request.user).values_list("pk", flat=True)),
    }
    return render(request, "account/tokens.html", context, status=status_of(form))


@require_POST
def token_revoke(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    tokens.revoke(token=token, by=request.user)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("filings:tokens")
