"""Policy and protection on every kind of answer (promise 11), and a strict production setting."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from filings import urls
from filings.middleware import CONTENT_SECURITY_POLICY
from tests.people import People

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def missing(response: HttpResponse) -> dict[str, str | None]:
    return {
        name: response.headers.get(name)
        for name, value in EXPECTED.items()
        if response.headers.get(name) != value
    }


def test_the_policy_lets_no_inline_script_and_no_stranger_in() -> None:
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/login/", 200),
        ("/people/", 302),
        ("/no-such-page/", 404),
        ("/i18n/setlang/", 405),
    ],
)
def test_answers_to_strangers_carry_the_headers(
    db: None, client: Client, path: str, status: int
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert missing(response) == {}  # type: ignore[arg-type]


def test_refused_forms_and_hosts_carry_the_headers(db: None) -> None:
    forged = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert (forged.status_code, missing(forged)) == (403, {})  # type: ignore[arg-type]
    host = Client().get("/accounts/login/", headers={"host": "evil.example"})
    assert (host.status_code, missing(host)) == (400, {})  # type: ignore[arg-type]


def broken(_request: HttpRequest, **_arguments: object) -> HttpResponse:
    raise ZeroDivisionError("planted")


def test_a_server_error_carries_the_headers_and_no_detail(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == "people")
    monkeypatch.setattr(pattern, "callback", broken)
    client = Client(raise_request_exception=False)
    client.force_login(people.filer)
    response = client.get("/people/")
    assert (response.status_code, missing(response)) == (500, {})  # type: ignore[arg-type]
    assert "planted" not in response.content.decode()


def test_static_files_carry_the_headers(db: None, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True
    response = Client().get("/static/a.css")
    assert b"".join(response) == b"a{}"
    response.close()
    assert response.status_code == 200
    assert missing(response) == {}  # type: ignore[arg-type]


def test_pages_behind_sign_in_stay_in_no_cache(people: People) -> None:
    client = Client()
    client.force_login(people.filer)
    assert client.get("/people/").headers["Cache-Control"] == "no-store, private"
    assert "Cache-Control" not in Client().get("/no-such-page/").headers


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    people: People, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.force_login(people.filer)
    client.get("/me/")
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.cookies["csrftoken"]["secure"] is True
    assert client.cookies["sessionid"]["max-age"] == ""  # ends with the browser


def test_a_production_installation_passes_djangos_own_check() -> None:
    kept = {name: os.environ[name] for name in ("DATABASE_URL", "PATH") if name in os.environ}
    production = kept | {
        "SECRET_KEY": "k" * 30 + "-a-long-key-0123456789-abcdefghij",
        "ALLOWED_HOSTS": "beian.example",
        "BEHIND_PROXY": "1",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(
        command, cwd=ROOT, env=production, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    insecure = production | {"HTTPS": "0"}
    control = subprocess.run(command, cwd=ROOT, env=insecure, capture_output=True, check=False)
    assert control.returncode != 0


def test_plain_http_is_sent_to_https_in_production(db: None, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert urlsplit(Client().get("/accounts/login/").headers["Location"]).scheme == "https"
    secured = Client().get("/accounts/login/", secure=True)
    assert secured.headers["Strict-Transport-Security"].startswith("max-age=31536000")
