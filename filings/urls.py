from django.urls import path

from filings.views import (
    account,
    algorithms,
    demo_door,
    desk,
    disclosures,
    evidence,
    people,
    providers,
)

app_name = "filings"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("providers/", providers.provider_list, name="providers"),
    path("providers/new/", providers.provider_new, name="provider_new"),
    path("providers/choose/", providers.provider_choose, name="provider_choose"),
    path("providers/<int:pk>/", providers.provider, name="provider"),
    path("providers/<int:pk>/edit/", providers.provider_edit, name="provider_edit"),
    path("providers/<int:pk>/people/invite/", people.person_invite, name="person_invite"),
    path("providers/<int:pk>/people/<int:person>/roles/", people.role_give, name="role_give"),
    path("people/", people.people_list, name="people"),
    path("people/roles/<int:pk>/take/", people.role_take, name="role_take"),
    path("me/", account.account, name="account"),
    path("invitation/<str:token>/", account.invitation, name="invitation"),
    path("algorithms/", algorithms.algorithm_list, name="algorithms"),
    path("algorithms/<int:pk>/", algorithms.algorithm, name="algorithm"),
    path("algorithms/<int:pk>/history/", algorithms.algorithm_history, name="algorithm_history"),
    path("algorithms/<int:pk>/disclosure/", disclosures.disclosures, name="disclosures"),
    path(
        "algorithms/<int:pk>/disclosure/start/",
        disclosures.disclosure_start,
        name="disclosure_start",
    ),
    path("algorithms/<int:pk>/disclosure/compare/", disclosures.compare, name="compare"),
    path("algorithms/<int:pk>/disclosure/<int:number>/", disclosures.disclosure, name="disclosure"),
    path(
        "algorithms/<int:pk>/disclosure/<int:number>/freeze/",
        disclosures.disclosure_freeze,
        name="disclosure_freeze",
    ),
    path(
        "algorithms/<int:pk>/disclosure/<int:number>/evidence/add/",
        evidence.evidence_add,
        name="evidence_add",
    ),
    path(
        "algorithms/<int:pk>/disclosure/<int:number>/<slug:code>/",
        disclosures.disclosure_section,
        name="disclosure_section",
    ),
    path("algorithms/<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence_remove"),
    path("demo/<int:pk>/", demo_door.demo_door, name="demo_door"),
]
