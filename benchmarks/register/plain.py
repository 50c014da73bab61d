"""The plainest possible page: no middleware, no database, one short text."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="plain")


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Plain</title><p>Plain")


urlpatterns = [path("", page)]
application = get_wsgi_application()
