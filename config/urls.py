from django.conf import settings
from django.urls import include, path, re_path

from filings.api import urls as record
from filings.views import account
from reviews.api import urls as judgement
from reviews.views import desk, entrance

urlpatterns = [
    path("accounts/login/", entrance.sign_in, name="account_login"),
    re_path(
        r"^accounts/(?:signup|email|confirm-email|login/code)/",
        account.closed,
        name="closed",
    ),
    path("accounts/password/set/", account.no_password, name="account_set_password"),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", account.language, name="set_language"),
    path("", desk.desk, name="desk"),  # before the record's own: it holds the reviews as well
    path("reviews/", include("reviews.urls")),
    path(
        settings.API_ROOT.lstrip("/"),
        include(([*record.urlpatterns, *judgement.urlpatterns, *record.beside], "api")),
    ),
    path("", include("filings.urls")),
]
