"""Addresses of the judgement, below /reviews/."""

from django.urls import path

from reviews.views import (
    cases,
    checks,
    committees,
    dossiers,
    experts,
    files,
    opinions,
    papers,
    registrations,
    sittings,
)

app_name = "reviews"
urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("checks/", checks.checks, name="checks"),
    path("open/<int:pk>/", cases.case_open, name="case_open"),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/papers/", papers.case_papers, name="case_papers"),
    path("<int:pk>/papers/print/", papers.paper_print, name="paper_print"),
    path("<int:pk>/dossiers/", dossiers.dossiers_of, name="dossiers"),
    path("dossiers/jobs/<int:pk>/stop/", dossiers.dossier_stop, name="dossier_stop"),
    path("dossiers/<int:pk>/file/", dossiers.dossier_file, name="dossier_file"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/file/", papers.paper_file, name="paper_file"),
    path("<int:pk>/files/<int:file>/", files.case_file, name="case_file"),
    path("opinions/<int:pk>/draft/", opinions.draft, name="opinion_draft"),
    path("do/assignment/<int:pk>/submit_opinion/", opinions.opinion, name="opinion"),
    path("do/<slug:thing>/<int:pk>/<slug:action>/", cases.act, name="act"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("<int:pk>/registration/", registrations.activity, name="registration"),
    path(
        "committees/<int:pk>/registration/",
        registrations.committee,
        name="committee_registration",
    ),
    path(
        "committees/<int:pk>/reports/<int:provider>/<int:year>/",
        registrations.annual_report,
        name="annual_report",
    ),
    path(
        "committees/<int:pk>/reports/<int:provider>/<int:year>/print/",
        registrations.annual_print,
        name="annual_print",
    ),
    path("committees/", committees.committee_list, name="committees"),
    path("committees/new/", committees.committee_new, name="committee_new"),
    path("committees/entrust/", committees.entrust, name="committee_entrust"),
    path("committees/<int:pk>/", committees.committee, name="committee"),
    path("committees/<int:pk>/meetings/", sittings.sittings, name="sittings"),
    path("committees/<int:pk>/replay/", committees.replay, name="replay"),
    path("committees/<int:pk>/edit/", committees.committee_edit, name="committee_edit"),
    path("committees/<int:pk>/seats/new/", committees.seat_new, name="seat_new"),
    path("seats/<int:pk>/end/", committees.seat_end, name="seat_end"),
    path("second-reviews/<int:pk>/", experts.expert_review, name="expert_review"),
    path("expert/<str:link>/", experts.expert, name="expert"),
    path("expert/<str:link>/files/<int:file>/", experts.expert_file, name="expert_file"),
    path(
        "expert/<str:link>/package/<int:document>/", experts.expert_package, name="expert_package"
    ),
]
