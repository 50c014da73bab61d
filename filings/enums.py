"""Every closed vocabulary of the record. Codes are English; labels are bilingual."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """For what someone acts inside one provider."""

    FILER = "filer", _("Filer")
    APPROVER = "approver", _("Approver")
    LEGAL = "legal", _("Legal")
    ALGORITHM_OWNER = "algorithm_owner", _("Algorithm owner")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class AlgorithmType(TextChoices):
    """The official types, in the order of the type code inside a filing number."""

    GENERATION_SYNTHESIS = "generation_synthesis", _("Generation and synthesis")
    PERSONALISED_PUSH = "personalised_push", _("Personalised push")
    RANKING_SELECTION = "ranking_selection", _("Ranking and selection")
    INFORMATION_RETRIEVAL = "information_retrieval", _("Information retrieval")
    CONTENT_FILTERING = "content_filtering", _("Content filtering")
    SCHEDULING_DECISION = "scheduling_decision", _("Scheduling and decision")


class ProviderRole(TextChoices):
    SERVICE_PROVIDER = "service_provider", _("Service provider")
    TECHNICAL_SUPPORTER = "technical_supporter", _("Technical supporter")


class AlgorithmStatus(TextChoices):
    """Where an algorithm stands. The database derives it; nothing writes it."""

    REGISTERED = "registered", _("Registered")
    DISCLOSING = "disclosing", _("Disclosure in progress")
    DISCLOSED = "disclosed", _("Disclosed")
    FILING = "filing", _("Filing in progress")
    FILED = "filed", _("Filed")
    SERVICE_ENDED = "service_ended", _("Service ended")
    DEREGISTERED = "deregistered", _("Deregistered")
    REVOKED = "revoked", _("Revoked")
    CANCELLED_BY_AUTHORITY = "cancelled_by_authority", _("Cancelled by the authority")


class ServiceForm(TextChoices):
    APP = "app", _("App")
    WEBSITE = "website", _("Website")
    MINI_PROGRAM = "mini_program", _("Mini-program")
    OFFICIAL_ACCOUNT = "official_account", _("Official account")
    API = "api", _("API")
    PLUG_IN = "plug_in", _("Plug-in")
    DESKTOP = "desktop", _("Desktop application")
    OTHER = "other", _("Other")


class Audience(TextChoices):
    """Who may read a field: everybody, the authority, or nobody outside the house."""

    PUBLIC = "public", _("Public")
    REGULATOR = "regulator", _("Regulator")
    INTERNAL = "internal", _("Internal")


class Restriction(TextChoices):
    TRADE_SECRET = "trade_secret", _("Trade secret")
    MAINLAND_ONLY = "mainland_only", _("May not leave mainland China")


class DisclosureState(TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")


class SectionState(TextChoices):
    """How far a section of a draft is; derived on reading, never stored."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETE = "complete", _("Complete")
    FINDINGS = "findings", _("Has findings")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class Weight(TextChoices):
    """How much a finding before submission matters."""

    BLOCKS = "blocks", _("Blocks")
    WARNS = "warns", _("Warns")
    HINT = "hint", _("Hint")


class Severity(TextChoices):
    """How much a finding matters: it refuses, it warns, or it explains."""

    BLOCKING = "blocking", _("Refused")
    WARNING = "warning", _("Warning")
    NOTE = "note", _("Note")


class RowOutcome(TextChoices):
    """What the import of one row of a file comes to."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


class FilingKind(TextChoices):
    FIRST = "first", _("First filing")
    CHANGE = "change", _("Change filing")
    DEREGISTRATION = "deregistration", _("Deregistration")
    GENAI_FILING = "genai_filing", _("Filing of a generative AI service")
    GENAI_REGISTRATION = "genai_registration", _("Registration of a generative AI service")
    SECURITY_ASSESSMENT = "security_assessment", _("Security assessment")


class FilingState(TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVAL = "approval", _("Waiting for approval")
    READY = "ready", _("Ready to submit")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    FILED = "filed", _("Filed")
    REFUSED = "refused", _("Refused by the authority")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Replaced by a later filing")
    REVOKED = "revoked", _("Revoked")
    CANCELLED_BY_AUTHORITY = "cancelled_by_authority", _("Cancelled by the authority")
    DEREGISTERED = "deregistered", _("Deregistered")


class FilingAction(TextChoices):
    SEND_TO_APPROVAL = "send_to_approval", _("Send to approval")
    APPROVE = "approve", _("Approve")
    SEND_BACK = "send_back", _("Send back to the preparer")
    RECORD_SUBMISSION = "record_submission", _("Record the submission")
    RECORD_NUMBER = "record_number", _("Record the filing number")
    RECORD_DEREGISTRATION = "record_deregistration", _("Record the deregistration")
    RECORD_RETURN = "record_return", _("Record a return")
    RECORD_REFUSAL = "record_refusal", _("Record a refusal")
    REVISE = "revise", _("Take up what was returned")
    WITHDRAW = "withdraw", _("Withdraw")
    RECORD_REVOCATION = "record_revocation", _("Record a revocation")
    RECORD_CANCELLATION = "record_cancellation", _("Record a cancellation by the authority")
    SUPERSEDE = "supersede", _("Replaced by a later filing")


class EntityState(TextChoices):
    """Where a submission of the provider's own facts stands."""

    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    FILED = "filed", _("Filed")
    SUPERSEDED = "superseded", _("Replaced by a later filing")


class EntityAction(TextChoices):
    RECORD_FILED = "record_filed", _("Record that it is filed")
    RECORD_RETURN = "record_return", _("Record a return")
    SUPERSEDE = "supersede", _("Replaced by a later filing")


class Answer(TextChoices):
    """What the authority answered to one submission."""

    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    REFUSED = "refused", _("Refused by the authority")


class Verdict(TextChoices):
    """What a determination says of one duty."""

    APPLIES = "applies", _("Applies")
    EXEMPTION_POSSIBLE = "exemption_possible", _("Applies, exemption possible")
    UNDETERMINED = "undetermined", _("Cannot be decided yet")
    DOES_NOT_APPLY = "does_not_apply", _("Does not apply")


class EthicsStep(TextChoices):
    """The two steps of the ethics track that a filing waits for."""

    REVIEW = "review", _("Committee review")
    SECOND_REVIEW = "second_review", _("Expert second review")


class Settles(TextChoices):
    """Which steps of the ethics track a clearance settles."""

    REVIEW = "review", _("Committee review")
    SECOND_REVIEW = "second_review", _("Expert second review")
    BOTH = "both", _("Committee review and expert second review")


class ClearanceKind(TextChoices):
    """How an ethics review was settled."""

    COMMITTEE_APPROVAL = "committee_approval", _("Approved by the committee")
    EXPERT_SECOND_REVIEW_PASSED = (
        "expert_second_review_passed",
        _("Expert second review passed"),
    )
    EXEMPTION = "exemption", _("Exempt, signed by legal")
    OUTSIDE_DECISION = "outside_decision", _("Decision of a body outside the product")


class EnclosureKind(TextChoices):
    """What a file is that came from outside."""

    ETHICS_DECISION = "ethics_decision", _("Scan of an ethics decision")
    MATERIAL = "material", _("Material of a filing")
    DISPLAY = "display", _("Screenshot of what users see")
    AUTHORITY_LETTER = "authority_letter", _("Letter or notice of the authority")
    EXPERT_REPLY = "expert_reply", _("Scan of the reply to a second review")
    CONDITION_PROOF = "condition_proof", _("Proof that a condition is met")
    SIGNED_COPY = "signed_copy", _("Signed and stamped copy")
    LABEL_SAMPLE = "label_sample", _("Sample of a label")
    AGREEMENT = "agreement", _("Agreement with a user")


class LabelModality(TextChoices):
    """What content is made of; the rules of its explicit label differ."""

    TEXT = "text", _("Text")
    IMAGE = "image", _("Image")
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")
    VIRTUAL_SCENE = "virtual_scene", _("Virtual scene")
    DIALOGUE = "dialogue", _("Dialogue and other interfaces")


class SampleStage(TextChoices):
    """Where on its way a sample was taken."""

    GENERATED = "generated", _("As generated")
    EXPORTED = "exported", _("As downloaded, copied or exported")
    PASSED_ON = "passed_on", _("After passing another service")
    INTERFACE = "interface", _("Screenshot of the interface")


class DeadlineState(TextChoices):
    OPEN = "open", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    VOID = "void", _("No longer runs")


class DisplayItem(TextChoices):
    """What users are to see on a product, and what they may do (Order 9, Arts. 16 to 22 and 26)."""

    NOTICE = "users_told", _("Users are told that an algorithm serves them")
    TEXT = "text_published", _("Principle, purpose and mechanism are published")
    NUMBER = "number_shown", _("The filing number is shown")
    LINK = "link_shown", _("A link leads to the published filing")
    SWITCH_OFF = "switch_off", _("Personalisation can be switched off or refused")
    TAGS = "tags", _("Tags can be chosen and deleted")
    EXPLANATION = "explanation", _("Decisions of major effect are explained and can be refused")
    MINORS = "minors", _("Minors are protected")
    ELDERLY = "elderly", _("The service is adapted for the elderly")
    WORKERS = "workers", _("Workers know the rules and can appeal")
    PRICES = "prices", _("Prices are fair between users")
    COMPLAINTS = "complaints", _("Complaints are taken and answered in time")


class ExportStep(TextChoices):
    """What happens on the way of personal information abroad and moves a clock."""

    ASSESSMENT_PASSED = "assessment_passed", _("The security assessment was passed")
    CONTRACT_IN_EFFECT = "contract_in_effect", _("The standard contract took effect")
    CONTRACT_FILED = "contract_filed", _("The standard contract was filed")


class ReminderStep(TextChoices):
    """When somebody is reminded of a term."""

    WEEK = "week", _("Five working days before")
    DAY = "day", _("One working day before")
    OVERDUE = "overdue", _("Overdue")


class JobKind(TextChoices):
    PRINT = "print", _("Print a document")
    REDETERMINE = "redetermine", _("Determine the portfolio again")
    IMPORT = "import", _("Import a list")
    LINKS = "links", _("Try addresses")
    REVIEW_PAPER = "review_paper", _("Print a paper of the ethics review")
    PACKAGE = "package", _("Pack a submission round")
    DOSSIER = "dossier", _("Make a dossier")
    ASSESSMENT = "assessment", _("Print an impact assessment")
    LABELS = "labels", _("Check the labels of many files")
    REVIEW_DOSSIER = "review_dossier", _("Make a dossier of a review case")
    DOSSIERS = "dossiers", _("Make the dossiers of many algorithms")


class JobState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class DocumentKind(TextChoices):
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment report")
    RESPONSIBILITY = "responsibility", _("Responsibility for algorithm security")
    COMMITMENT = "commitment", _("Data sheet for the commitment letter")
    PUBLIC_NOTICE = "public_notice", _("Public notice")
    CHANGE = "change", _("What changed since the last filing")
    DEREGISTRATION = "deregistration", _("Deregistration statement")
    PACKAGE = "package", _("Package of a submission round")
    LABEL_PACK = "label_pack", _("Label material")
    IMPACT_ASSESSMENT = "impact_assessment", _("Personal information impact assessment")
    REVIEW_DEFICIENCIES = "review_deficiencies", _("List of missing material")
    REVIEW_ACCEPTANCE = "review_acceptance", _("Acceptance notice")
    REVIEW_INVITATION = "review_invitation", _("Invitation of a reviewer")
    REVIEW_OPINION = "review_opinion", _("Opinion of a reviewer")
    REVIEW_MINUTES = "review_minutes", _("Minutes")
    REVIEW_DECISION = "review_decision", _("Decision letter")
    REVIEW_CORRECTION = "review_correction", _("Correction of the decision letter")
    REVIEW_CONDITIONS = "review_conditions", _("Condition sheet")
    REVIEW_FOLLOW_UP = "review_follow_up", _("Follow-up report")
    REVIEW_EXPERT_PACKAGE = "review_expert_package", _("Package for the experts")
    REVIEW_EXPERT_INVITATION = "review_expert_invitation", _("Invitation of an expert")
    REVIEW_EXPERT_OPINION = "review_expert_opinion", _("Opinion of the expert group")
    REVIEW_EXEMPTION = "review_exemption", _("Exemption record")
    REVIEW_ANNUAL = "review_annual", _("Annual report of the committee")
    DOSSIER = "dossier", _("Dossier")
    REVIEW_DOSSIER = "review_dossier", _("Dossier of a review case")


JUDGED_PAPERS = [kind for kind in DocumentKind if kind.value.startswith("review_")]
"""Papers of the judgement; no page of the record shows them, whoever asks."""
JUDGED_JOBS = (JobKind.REVIEW_PAPER, JobKind.REVIEW_DOSSIER)
"""Work for the judgement; it asks anew who may have what comes of it."""


class DossierProfile(TextChoices):
    """For whose eyes a dossier is made."""

    AUTHORITY = "authority", _("For the authority: no internal text")
    BOARD = "board", _("For the board")
    LITIGATION = "litigation", _("For litigation: everything one may see")


class DossierChapter(TextChoices):
    """What a dossier may hold between its contents and its last page, in this order."""

    DETERMINATION = "determination", _("Duties determined")
    VERSION = "version", _("Last frozen version")
    CHANGES = "changes", _("Changes between versions")
    FILINGS = "filings", _("Filings and rounds")
    PAPERS = "papers", _("Papers as issued")
    EVIDENCE = "evidence", _("Evidence")
    HISTORY = "history", _("History")


class PublicList(TextChoices):
    """The national lists that the authority publishes."""

    ALGORITHMS = "algorithms", _("Internet information service algorithms")
    DEEP_SYNTHESIS = "deep_synthesis", _("Deep-synthesis service algorithms")
    PROVIDER_NOTICE = "provider_notice", _("Provider's own publication")
    DEREGISTRATIONS = "deregistrations", _("Deregistration notices")


class TokenScope(TextChoices):
    """What a key to the API opens."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")


class WebhookFormat(TextChoices):
    """In which shape another system is told."""

    PLAIN = "plain", _("Signed JSON")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    FEISHU = "feishu", _("Feishu robot")


class DeliveryState(TextChoices):
    """Where a message to another system stands."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")


SYSTEM_ROLES = (Role.AUDITOR, Role.ALGORITHM_OWNER)
"""What another system may be: it reads, or it also writes disclosures. Filing, approving, signing
and publishing are acts of people."""


class Act(TextChoices):
    """What an event of the history says happened."""

    PROVIDER_REGISTERED = "provider_registered", _("Provider registered")
    PROVIDER_CHANGED = "provider_changed", _("Provider changed")
    MEMBER_ADDED = "member_added", _("Role given")
    MEMBER_REMOVED = "member_removed", _("Role taken away")
    ALGORITHM_REGISTERED = "algorithm_registered", _("Algorithm registered")
    ALGORITHM_IMPORTED = "algorithm_imported", _("Algorithm imported")
    ALGORITHM_CHANGED = "algorithm_changed", _("Algorithm changed")
    SIBLING_LINKED = "sibling_linked", _("Linked with a sibling record")
    SERVICE_ENDED = "service_ended", _("End of service recorded")
    DISCLOSURE_STARTED = "disclosure_started", _("Disclosure started")
    SECTION_SAVED = "section_saved", _("Section saved")
    DISCLOSURE_FROZEN = "disclosure_frozen", _("Disclosure frozen")
    EVIDENCE_ADDED = "evidence_added", _("Evidence added")
    EVIDENCE_REMOVED = "evidence_removed", _("Evidence removed")
    DETERMINED = "determined", _("Duties determined")
    ASSESSMENT_STARTED = "assessment_started", _("Impact assessment started")
    ASSESSMENT_SAVED = "assessment_saved", _("Impact assessment written on")
    ASSESSMENT_SIGNED = "assessment_signed", _("Impact assessment signed off")
    EXPORT_STEP_RECORDED = "export_step_recorded", _("Step of the way abroad recorded")
    LABEL_CHECKED = "label_checked", _("Sample of a label checked")
    UNLABELLED_PROVIDED = "unlabelled_provided", _("Content without explicit label given out")
    FILING_STARTED = "filing_started", _("Filing started")
    FILING_MOVED = "filing_moved", _("Filing moved on")
    FILING_TAKEN_OVER = "filing_taken_over", _("Earlier filing taken over")
    ENTITY_SUBMITTED = "entity_submitted", _("Provider's facts submitted")
    ENTITY_ANSWERED = "entity_answered", _("Provider's facts answered by the authority")
    CLEARANCE_RECORDED = "clearance_recorded", _("Ethics review settled")
    CLEARANCE_WITHDRAWN = "clearance_withdrawn", _("Settlement of the ethics review withdrawn")
    COMMITTEE_CHANGED = "committee_changed", _("Committee changed")
    REVIEW_MOVED = "review_moved", _("Ethics review moved on")
    REVIEW_JUDGED = "review_judged", _("Judged in the ethics review")
    FINDING_OVERRIDDEN = "finding_overridden", _("Finding let pass")
    PUBLICATION_CONFIRMED = "publication_confirmed", _("Publication confirmed")
    DEADLINE_STARTED = "deadline_started", _("Deadline started")
    DEADLINE_MET = "deadline_met", _("Deadline met")
    DEADLINE_CORRECTED = "deadline_corrected", _("Deadline corrected")
    DEADLINE_PAUSED = "deadline_paused", _("Deadline paused")
    DEADLINE_RESUMED = "deadline_resumed", _("Deadline resumed")
    CHANGE_PROPOSED = "change_proposed", _("Change filing proposed")
    DISPLAY_CHECKED = "display_checked", _("Duty after filing checked")
    FEED_OPENED = "feed_opened", _("Calendar feed opened")
    FEED_CLOSED = "feed_closed", _("Calendar feed closed")
    DOCUMENT_ISSUED = "document_issued", _("Document issued")
    SIGNED_COPY_ADDED = "signed_copy_added", _("Signed copy added")
    FIELD_TICKED = "field_ticked", _("Field of the official form ticked")
    JOB_ASKED = "job_asked", _("Job asked for")
    JOB_CANCELLED = "job_cancelled", _("Job cancelled")
    EXPORTED = "exported", _("Exported")
    ENTRY_PUBLISHED = "entry_published", _("Published for everybody")
    ENTRY_WITHDRAWN = "entry_withdrawn", _("Withdrawn from the public")
    WEBHOOK_OPENED = "webhook_opened", _("Connection to another system opened")
    WEBHOOK_CLOSED = "webhook_closed", _("Connection to another system closed")
    SYSTEM_CHANGED = "system_changed", _("Account of another system changed")


class InstallationAct(TextChoices):
    """What happened to the facts that all providers share."""

    REGISTER_IMPORTED = "register_imported", _("Public list imported")
    RULE_SET_ADOPTED = "rule_set_adopted", _("Rule set adopted")
    SCHEDULE_ENTERED = "schedule_entered", _("Working days entered")
    NUMBER_SET = "number_set", _("Number of law set")


SEALED_ACTS = (Act.REVIEW_JUDGED,)
"""What a committee did among itself; no page of the record shows it."""
