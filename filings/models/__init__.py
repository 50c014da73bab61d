from filings.models.accounts import Installation, Membership, Provider, User
from filings.models.algorithm import AccessPath, Algorithm, AlgorithmSearch, Function, Product
from filings.models.assessment import ImpactAssessment
from filings.models.clearance import Clearance
from filings.models.deadline import Deadline
from filings.models.disclosure import Disclosure, DisclosureSection
from filings.models.display import DisplayCheck
from filings.models.document import Document, Job
from filings.models.duty import (
    Determination,
    Duty,
    HolidaySchedule,
    LegalParameter,
    RuleSetAdoption,
)
from filings.models.enclosure import Enclosure
from filings.models.entity import EntityFiling
from filings.models.event import Event, InstallationEvent
from filings.models.evidence import Evidence
from filings.models.filed_papers import CompanionTick, ProviderSection, SignedCopy
from filings.models.filing import Filing, SubmissionRound
from filings.models.labelling import LabelCheck, UnlabelledContent
from filings.models.mail import Mail
from filings.models.precheck import LinkVisit, Override, TextPrint
from filings.models.publication import Publication, PublishedEntry
from filings.models.register import PublicEntry
from filings.models.reminder import CalendarFeed, Reminder
from filings.models.request import RequestKey
from filings.models.seal import Checkpoint, Leaf
from filings.models.token import ApiToken, SystemAccount
from filings.models.webhook import Delivery, Webhook

__all__ = [
    "AccessPath",
    "Algorithm",
    "AlgorithmSearch",
    "ApiToken",
    "CalendarFeed",
    "Checkpoint",
    "Clearance",
    "CompanionTick",
    "Deadline",
    "Delivery",
    "Determination",
    "Disclosure",
    "DisclosureSection",
    "DisplayCheck",
    "Document",
    "Duty",
    "Enclosure",
    "EntityFiling",
    "Event",
    "Evidence",
    "Filing",
    "Function",
    "HolidaySchedule",
    "ImpactAssessment",
    "Installation",
    "InstallationEvent",
    "Job",
    "LabelCheck",
    "Leaf",
    "LegalParameter",
    "LinkVisit",
    "Mail",
    "Membership",
    "Override",
    "Product",
    "Provider",
    "ProviderSection",
    "PublicEntry",
    "Publication",
    "PublishedEntry",
    "Reminder",
    "RequestKey",
    "RuleSetAdoption",
    "SignedCopy",
    "SubmissionRound",
    "SystemAccount",
    "TextPrint",
    "UnlabelledContent",
    "User",
    "Webhook",
]
