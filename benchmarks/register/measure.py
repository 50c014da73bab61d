"""Requests per second of the public register, beside the plainest page that Django can give.

    ./run manage shell -c "import benchmarks.register.measure as m; m.main()"

Measures the installation as it stands: its WSGI application is called without sockets, one request
after the other, in one process; the plain page in a process of its own, alternating.
"""

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

SECONDS, ROUNDS = 2.0, 5


def rate(
    application: Callable[..., Any], path: str, seconds: float, **headers: str
) -> tuple[float, float]:
    """Answers a second, and own processor ms for each; pages, or that the copy is right."""
    said: list[str] = []
    count, end, cpu = 0, time.perf_counter() + seconds, time.process_time()
    while time.perf_counter() < end:
        place, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": place, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http", **headers,
        }  # fmt: skip
        body = application(environ, lambda status, _headers: said.append(status))
        b"".join(body)
        body.close()
        count += 1
    assert {each[:3] for each in said} <= {"200", "304"}, set(said)
    return count / seconds, (time.process_time() - cpu) * 1000 / count


def plain_rate() -> tuple[float, float]:
    code = (
        "from benchmarks.register.plain import application as a;"
        "from benchmarks.register.measure import rate;"
        f"rate(a, '/', .5); print(*rate(a, '/', {SECONDS}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    answers, cpu = map(float, done.stdout.split())
    return answers, cpu


def main() -> None:
    from django.test import Client  # noqa: PLC0415 - the plain page has other settings

    from config.wsgi import application  # noqa: PLC0415
    from filings.models import PublishedEntry  # noqa: PLC0415

    entry = PublishedEntry.objects.filter(latest=True, shown=True).earliest("pk")
    place = entry.get_absolute_url() + "?lang=zh"
    etag = Client(SERVER_NAME="localhost").get(place)["ETag"]
    views = {
        "entry": (place, {}),
        "entry, copy still right": (place, {"HTTP_IF_NONE_MATCH": etag}),
        "provider": (f"/public/{entry.uscc}/?lang=zh", {}),
        "JSON": (f"/public/{entry.uscc}.json?lang=zh", {}),
    }
    found: dict[str, list[tuple[float, float]]] = {"the plainest page": []} | {n: [] for n in views}
    for _round in range(ROUNDS):
        found["the plainest page"].append(plain_rate())
        for name, (path, headers) in views.items():
            found[name].append(rate(application, path, SECONDS, **headers))
    print("| page | requests/s | of the plain page | own CPU ms |\n| --- | --- | --- | --- |")
    medians = {
        name: [statistics.median(each) for each in zip(*n, strict=True)]
        for name, n in found.items()
    }
    base = medians["the plainest page"][0]
    for name, (answers, cpu) in medians.items():
        print(f"| {name} | {answers:,.0f} | {answers / base:.3f} | {cpu:.2f} |")
