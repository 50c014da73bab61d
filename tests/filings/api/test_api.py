"""Other systems do over HTTP what people do on the pages, and not more."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from drf_spectacular.generators import SchemaGenerator

from filings import contents
from filings.api.opening import PerToken
from filings.enums import TokenScope
from filings.models import Algorithm, ApiToken, Filing, User
from filings.services import seals, tokens
from tests.factories import (
    NUMBER,
    AlgorithmFactory,
    DisclosureFactory,
    FilingFactory,
    PublicEntryFactory,
    wall_down,
)
from tests.filings import files
from tests.filings.filling import complete
from tests.people import People

API = "/api/v1/"


class System:
    """A client of the API with a token of one person."""

    def __init__(self, user: User, scope: TokenScope = TokenScope.WRITE, **headers: str) -> None:
        _made, self.secret = tokens.make(by=user, name="test", scope=scope, days=30)
        self.client = Client(headers={"authorization": f"Bearer {self.secret}", **headers})

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(
            API + path, data=body, content_type="application/json", headers=named
        )

    def get(self, path: str) -> Any:
        answer = self.client.get(API + path)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def system(people: People) -> System:
    return System(people.filer)


def test_an_algorithm_goes_from_json_to_its_duties(system: System, people: People) -> None:
    made = system.ask(
        "post",
        "algorithms/",
        {
            "provider": people.provider.pk,
            "name_zh": "星澜推荐算法",
            "type": "personalised_push",
            "role": "service_provider",
        },
    )
    assert made.status_code == 201, made.content
    algorithm = f"algorithms/{made.json()['id']}/"
    draft = system.ask("post", f"{algorithm}disclosures/").json()
    version = f"{algorithm}disclosures/{draft['number']}/"
    form = contents.form_on(timezone.localdate())
    for code, answers in complete(form, people.filer).items():
        revision = str(draft["revisions"].get(code, 0))
        body = {"answers": answers}
        saved = system.ask("put", f"{version}sections/{code}/", body, if_match=f'"{revision}"')
        assert saved.status_code == 200, saved.content
        assert saved.headers["ETag"] == f'"{int(revision) + 1}"'
    assert system.get(f"{version}missing/")["results"] == []
    frozen = system.ask("post", f"{version}freeze/").json()
    assert (frozen["state"], len(frozen["sha256"])) == ("frozen", 64)
    duties = system.get(f"{algorithm}duties/")
    assert duties["version"] == draft["number"]
    assert {"code", "verdict", "due_on"} <= duties["duties"][0].keys()
    assert {each["act"] for each in system.get(f"{algorithm}history/")["results"]} >= {
        "algorithm_registered",
        "disclosure_frozen",
        "determined",
    }


def test_a_row_without_a_key_is_a_new_row(system: System, people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    draft = system.ask("post", f"algorithms/{algorithm.pk}/disclosures/").json()
    path = f"algorithms/{algorithm.pk}/disclosures/{draft['number']}/sections/products/"
    products = [{"name": "星澜商城", "form": "app", "paths": [{"path": "首页"}]}]
    saved = system.ask("put", path, {"answers": {"products": products}}, if_match="0")
    assert saved.status_code == 200, saved.content
    row = saved.json()["answers"]["products"][0]
    assert len(row["key"]) == len(row["paths"][0]["key"]) == 8


def test_a_section_is_saved_only_against_the_state_that_was_read(
    system: System, people: People
) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    draft = system.ask("post", f"algorithms/{algorithm.pk}/disclosures/").json()
    path = f"algorithms/{algorithm.pk}/disclosures/{draft['number']}/sections/notice/"
    body = {"answers": {"principle": {"zh": "原理", "en": ""}}}
    blind = system.ask("put", path, body)
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    assert system.ask("put", path, body, if_match="0").status_code == 200
    late = system.ask("put", path, {"answers": {}}, if_match="0")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert late.json()["revision"] == 1
    assert late.json()["theirs"]["principle"]["zh"] == "原理"
    bad = system.ask("put", path, {"answers": {"nonsense": 1}}, if_match="1")
    assert bad.status_code == 409
    assert "no such field" in bad.json()["refusals"][0]


def test_a_fact_of_the_ledger_changes_only_against_its_etag(system: System, people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    path = f"algorithms/{algorithm.pk}/"
    etag = system.client.get(API + path).headers["ETag"]
    changed = system.ask("patch", path, {"name_en": "New name"}, if_match=etag)
    assert changed.json()["name_en"] == "New name"
    late = system.ask("patch", path, {"name_en": "Late name"}, if_match=etag)
    assert late.status_code == 409
    with wall_down():
        algorithm.refresh_from_db()
    assert algorithm.name_en == "New name"


def test_a_repeated_request_is_one_act(system: System, people: People) -> None:
    disclosure = DisclosureFactory(algorithm__provider=people.provider, frozen=True)
    path, key = f"algorithms/{disclosure.algorithm_id}/filings/", str(uuid4())
    first = system.ask("post", path, idempotency_key=key)
    second = system.ask("post", path, idempotency_key=key)
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    third = system.ask("post", path, idempotency_key=str(uuid4()))
    assert (third.status_code, third.json()["code"]) == (409, "refused")
    with wall_down():
        assert Filing.objects.count() == 1


def test_an_action_answers_with_what_is_open_next(system: System, people: People) -> None:
    filing = FilingFactory(algorithm__provider=people.provider, prepared_by=people.filer)
    shown = system.get(f"filings/{filing.pk}/")
    offers = {each["action"]: each["refusals"] for each in shown["offers"]}
    assert offers["withdraw"] == []
    moved = system.ask("post", f"filings/{filing.pk}/withdraw/", {"reason": "Not needed."})
    assert moved.json()["state"] == "withdrawn"
    again = system.ask("post", f"filings/{filing.pk}/withdraw/", {})
    assert again.status_code == 409
    assert system.ask("post", f"filings/{filing.pk}/celebrate/", {}).status_code == 404


def test_fields_of_an_action_are_checked_like_on_its_page(system: System, people: People) -> None:
    filing = FilingFactory(algorithm__provider=people.provider, state="submitted")
    wrong = system.ask("post", f"filings/{filing.pk}/record_number/", {"filed_on": "soon"})
    assert wrong.status_code == 422
    assert {"number", "filed_on"} <= wrong.json()["errors"].keys()
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_what_follows_from_another_act_is_nobodys_to_ask_for(
    system: System, people: People
) -> None:
    filing = FilingFactory(algorithm__provider=people.provider)
    assert system.ask("post", f"filings/{filing.pk}/supersede/", {}).status_code == 404


def test_a_token_that_reads_does_not_write(people: People) -> None:
    reader = System(people.filer, TokenScope.READ)
    algorithm = AlgorithmFactory(provider=people.provider)
    assert reader.get(f"algorithms/{algorithm.pk}/")["id"] == algorithm.pk
    refused = reader.ask("post", f"algorithms/{algorithm.pk}/disclosures/")
    assert refused.status_code == 403
    assert "only read" in refused.json()["detail"]


@pytest.mark.parametrize("spoilt", ["revoked", "expired", "unknown", "none", "inactive"])
def test_a_token_opens_only_while_it_stands(people: People, spoilt: str) -> None:
    system = System(people.filer)
    rows = ApiToken.objects.filter(user=people.filer)
    if spoilt == "revoked":
        tokens.revoke(token=rows.get(), by=people.filer)
    elif spoilt == "expired":
        past = timezone.now() - timedelta(days=1)
        rows.update(made_at=past - timedelta(days=1), expires_at=past)
    elif spoilt == "unknown":
        system.client = Client(headers={"authorization": "Bearer beian_unknown"})
    elif spoilt == "none":
        system.client = Client()
    else:
        User.objects.filter(pk=people.filer.pk).update(is_active=False)
    answer = system.client.get(f"{API}me/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_opens_nothing_but_the_api_and_leaves_no_session(system: System) -> None:
    page = system.client.get("/algorithms/")
    assert page.status_code == 302
    system.get("me/")
    assert "sessionid" not in system.client.cookies


def test_the_secret_is_kept_nowhere(people: People) -> None:
    system = System(people.filer)
    row = ApiToken.objects.get()
    assert system.secret not in [str(value) for value in vars(row).values()]
    assert row.digest == tokens.digest_of(system.secret)


def test_a_filing_moves_only_from_what_was_read_where_that_is_said(
    system: System, people: People
) -> None:
    filing = FilingFactory(algorithm__provider=people.provider)
    path = f"filings/{filing.pk}/"
    read = system.client.get(API + path).headers["ETag"]
    late = system.ask("post", f"{path}withdraw/", {"reason": "重复"}, if_match='"another"')
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    key = str(uuid4())
    for _again in range(2):
        done = system.ask(
            "post", f"{path}withdraw/", {"reason": "重复"}, if_match=read, idempotency_key=key
        )
        assert (done.status_code, done.json()["state"]) == (200, "withdrawn"), done.content
    assert done.headers["ETag"] != read


def test_a_version_is_frozen_only_as_it_was_read_where_that_is_said(
    system: System, people: People
) -> None:
    draft = DisclosureFactory(algorithm__provider=people.provider)
    path = f"algorithms/{draft.algorithm_id}/disclosures/{draft.number}/"
    assert system.client.get(API + path).headers["ETag"]
    late = system.ask("post", f"{path}freeze/", if_match='"another"')
    assert (late.status_code, late.json()["code"]) == (412, "stale")


def test_what_one_may_not_see_is_not_there(system: System, people: People) -> None:
    foreign: Algorithm = AlgorithmFactory(provider=people.elsewhere)
    for path in (f"algorithms/{foreign.pk}/", f"algorithms/{foreign.pk}/duties/"):
        answer = system.client.get(API + path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert system.get("algorithms/")["results"] == []
    strange = system.ask("post", "algorithms/", {"provider": people.elsewhere.pk})
    assert strange.status_code == 422


def test_answers_come_in_the_language_that_was_asked_for(people: People) -> None:
    filing = FilingFactory(algorithm__provider=people.provider)
    for language, word in (("zh-hans", "撤回"), ("en", "Withdraw")):
        system = System(people.filer, TokenScope.READ, **{"accept-language": language})
        labels = [each["label"] for each in system.get(f"filings/{filing.pk}/")["offers"]]
        assert any(word in label for label in labels), labels


def test_lists_turn_pages_by_key(system: System, people: People) -> None:
    AlgorithmFactory.create_batch(5, provider=people.provider)
    found, at = [], ""
    while True:
        page = system.get(f"algorithms/?size=2&sort=reference&at={at}")
        found += [each["id"] for each in page["results"]]
        at = page["next"]
        if not at:
            break
    assert len(found) == len(set(found)) == 5


def test_a_public_number_is_looked_up(system: System) -> None:
    entry = PublicEntryFactory()
    assert system.get(f"register/?number={entry.number}")["results"][0]["id"] == entry.pk
    assert system.get(f"register/{entry.pk}/")["number"] == entry.number


@pytest.mark.parametrize("asked", ["number=%00I", "size=" + "9" * 5000, "at=%00"])
def test_no_question_of_a_list_breaks_it(system: System, asked: str) -> None:
    assert system.ask("get", f"register/?{asked}").status_code == 200


def test_two_versions_are_compared_leaf_by_leaf(system: System, people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    for number, text in ((1, "旧原理"), (2, "新原理")):
        answers = {"notice": {"principle": {"zh": text, "en": ""}}}
        DisclosureFactory(algorithm=algorithm, number=number, frozen=True, answers=answers)
    changed = system.get(f"algorithms/{algorithm.pk}/compare/1/2/")["changed"]
    assert [(c["path"], c["kind"]) for c in changed] == [("notice.principle.zh", "changed")]


def test_too_many_requests_are_told_to_wait(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PerToken, "THROTTLE_RATES", {"token": "2/min"})
    answers = [system.client.get(f"{API}me/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "throttled"
    assert int(answers[2].headers["Retry-After"]) > 0


def test_the_description_names_every_resource(system: System) -> None:
    described = system.client.get(f"{API}schema/?format=json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/algorithms/{id}/disclosures/{number}/freeze/" in described["paths"]
    assert "token" in described["components"]["securitySchemes"]


def test_evidence_goes_in_and_out(system: System, people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    draft = system.ask("post", f"algorithms/{algorithm.pk}/disclosures/").json()
    path = f"/api/v1/algorithms/{algorithm.pk}/disclosures/{draft['number']}/evidence/"
    facts = {"path": "rights.complaints", "kind": "screenshot"}
    shot = files.picture("PNG")
    made = system.client.post(path, facts | {"file": SimpleUploadedFile("a.png", shot)})
    assert made.status_code == 201, made.content
    again = system.client.post(path, facts | {"file": SimpleUploadedFile("a.png", shot)})
    assert again.status_code == 409
    bad = system.client.post(path, facts | {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert bad.status_code == 409
    one = f"/api/v1/evidence/{made.json()['id']}/"
    assert b"".join(system.client.get(f"{one}file/")) == shot
    assert system.client.post(f"{one}remove/").status_code == 200
    assert system.client.get(path).json()["results"] == []


def test_what_follows_from_the_record_is_asked_for_too(people: People) -> None:
    legal = System(people.legal)
    algorithm = AlgorithmFactory(provider=people.provider, number=NUMBER)
    root = f"algorithms/{algorithm.pk}/"
    assert legal.ask("post", f"{root}duties/determine/").status_code == 409
    words = {"zh": "用于商品推荐。", "en": "Recommends goods."}
    answers = {
        "basics": {"name": words, "type": algorithm.type},
        "notice": dict.fromkeys(("principle", "mechanism", "purpose"), words),
        "rights": {"complaints": "我的—客服", "complaint_days": 15},
    }
    DisclosureFactory(algorithm=algorithm, number=1, frozen=True, answers=answers)
    made = legal.ask("post", f"{root}duties/determine/").json()
    assert made["version"] == 1
    assert made["duties"]
    body = {"version": "1", "link": "https://beian.example/"}
    refused = System(people.filer).ask("post", f"{root}publication/", body)
    assert (refused.status_code, "Only legal" in refused.json()["detail"]) == (409, True)
    shown = legal.ask("post", f"{root}publication/", body).json()
    assert shown["published"]["complaints"]["days"] == 15
    gone = legal.ask("post", f"{root}publication/withdraw/", {"reason": "误发"}).json()
    assert (gone["published"], len(gone["history"])) == (None, 2)
    with transaction.atomic():
        seals.seal()
    proofs = legal.get(f"{root}history/proofs/")
    assert proofs["format"] == "beian.history/1"
    assert len(proofs["events"]) >= 2
    order = {
        "profile": "board", "recipient": "董事会", "purpose": "年报", "language": "en",
        "chapters": ["filings"],
    }  # fmt: skip
    asked = legal.ask("post", f"{root}dossiers/", order)
    assert (asked.status_code, asked.json()["kind"]) == (202, "dossier")
    assert System(people.auditor).ask("post", f"{root}dossiers/", order).status_code == 409
    assert legal.get(f"{root}dossiers/")["results"] == []


def test_the_page_tells_every_operation_in_the_readers_language(people: People) -> None:
    client = Client()
    client.force_login(people.filer)
    assert reverse("filings:api_page") in client.get(reverse("filings:tokens")).content.decode()
    english = client.get(reverse("filings:api_page")).content.decode()
    told = SchemaGenerator().get_schema(public=True)
    operations = [each for item in told["paths"].values() for each in item.values()]
    for each in operations:
        assert f'id="{each["operationId"]}"' in english
    with override("zh-hans"):
        for each in operations:
            sentence = " ".join(each.get("description", "").split())
            assert sentence, each["operationId"]
            assert gettext(sentence) != sentence, "has no Chinese"
    User.objects.filter(pk=people.filer.pk).update(language="zh-Hans")
    chinese = client.get(reverse("filings:api_page")).content.decode()
    assert "算法台账，筛选和搜索与页面一致。" in chinese
    assert "<code>ETag</code>" in chinese
    assert "统一社会信用代码" in chinese
