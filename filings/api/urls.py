from django.urls import path, re_path

from filings.api import (
    description,
    disclosures,
    evidence,
    exchange,
    filing,
    labelling,
    ledger,
    record,
)

_VERSION = "algorithms/<int:pk>/disclosures/<int:number>"

urlpatterns = [
    path("schema/", description.Description.as_view(), name="schema"),
    path("me/", ledger.Me.as_view(), name="me"),
    path("algorithms/", ledger.Algorithms.as_view(), name="algorithms"),
    path("algorithms/<int:pk>/", ledger.OneAlgorithm.as_view(), name="algorithm"),
    path("algorithms/<int:pk>/duties/", ledger.Duties.as_view(), name="duties"),
    path("algorithms/<int:pk>/history/", ledger.History.as_view(), name="history"),
    path("algorithms/<int:pk>/filings/", filing.FilingsOf.as_view(), name="filings_of"),
    path("algorithms/<int:pk>/papers/", filing.Papers.as_view(), name="papers"),
    path("algorithms/<int:pk>/disclosures/", disclosures.Versions.as_view(), name="disclosures"),
    path(f"{_VERSION}/", disclosures.OneVersion.as_view(), name="disclosure"),
    path(f"{_VERSION}/answers/", exchange.Answers.as_view(), name="answers"),
    path(f"{_VERSION}/workbook/", exchange.Workbook.as_view(), name="workbook"),
    path(f"{_VERSION}/evidence/", evidence.EvidenceOf.as_view(), name="evidence"),
    path("evidence/<int:pk>/remove/", evidence.Removal.as_view(), name="evidence_remove"),
    path("evidence/<int:pk>/file/", evidence.FileContent.as_view(), name="evidence_content"),
    path(f"{_VERSION}/precheck/<slug:digest>/", record.LetPass.as_view(), name="let_pass"),
    path("algorithms/<int:pk>/duties/determine/", record.Determine.as_view(), name="determine"),
    path("algorithms/<int:pk>/history/proofs/", record.Proofs.as_view(), name="proofs"),
    path("algorithms/<int:pk>/dossiers/", record.Dossiers.as_view(), name="dossiers"),
    path("dossiers/<int:pk>/file/", record.DossierFile.as_view(), name="dossier_file"),
    path("algorithms/<int:pk>/publication/", record.Publication.as_view(), name="publication"),
    path(
        "algorithms/<int:pk>/publication/withdraw/",
        record.Withdrawal.as_view(),
        name="publication_withdraw",
    ),
    path("forms/<str:version>/schema/", exchange.FormSchema.as_view(), name="form_schema"),
    path(f"{_VERSION}/missing/", disclosures.Missing.as_view(), name="missing"),
    path(f"{_VERSION}/precheck/", disclosures.Precheck.as_view(), name="precheck"),
    path(f"{_VERSION}/freeze/", disclosures.Freeze.as_view(), name="freeze"),
    path(f"{_VERSION}/sections/<slug:code>/", disclosures.OneSection.as_view(), name="section"),
    path(
        "algorithms/<int:pk>/compare/<int:before>/<int:after>/",
        disclosures.Compare.as_view(),
        name="compare",
    ),
    path("algorithms/<int:pk>/labels/", labelling.LabelsOf.as_view(), name="labels"),
    path("algorithms/<int:pk>/labels/samples/", labelling.Samples.as_view(), name="label_samples"),
    path("labels/samples/<int:pk>/file/", labelling.SampleFile.as_view(), name="label_sample"),
    path(
        "algorithms/<int:pk>/labels/unlabelled/", labelling.Unlabelled.as_view(), name="unlabelled"
    ),
    path("labels/check/", labelling.CheckLabel.as_view(), name="label_check"),
    path("deadlines/", ledger.Deadlines.as_view(), name="deadlines"),
    path("filings/", filing.Filings.as_view(), name="filings"),
    path("filings/<int:pk>/", filing.OneFiling.as_view(), name="filing"),
    path("filings/<int:pk>/<slug:action>/", filing.Act.as_view(), name="filing_action"),
    path("jobs/<int:pk>/", filing.OneJob.as_view(), name="job"),
    path("documents/<int:pk>/file/", filing.DocumentFile.as_view(), name="document_file"),
    path("register/", ledger.Register.as_view(), name="register"),
    path("register/<int:pk>/", ledger.OneEntry.as_view(), name="entry"),
]

beside = [re_path(r"^(?P<rest>[\s\S]+)$", description.Nowhere.as_view(), name="nowhere")]
"""After all others, also those of the judgement."""
