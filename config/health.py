"""Whether a container can do its work: `python -m config.health web|worker|clock`."""

import os
import sys
from http.client import HTTPConnection

import django
import kombu
from django.conf import settings
from django.db import connection

SECONDS = 4


def web() -> bool:
    """The page everybody can reach is served, or sent on to HTTPS by the process itself."""
    site = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=SECONDS)
    site.request("GET", "/accounts/login/", headers={"Host": settings.ALLOWED_HOSTS[0]})
    return site.getresponse().status in {200, 301}


def behind() -> bool:
    """Worker and clock are of use while they reach the database and the queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    queue = kombu.Connection(
        settings.CELERY_BROKER_URL, transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS
    )
    with queue:
        queue.ensure_connection(max_retries=1, timeout=SECONDS)
    return True


if __name__ == "__main__":
    django.setup()
    sys.exit(0 if (web() if sys.argv[1:] == ["web"] else behind()) else 1)
