"""Labels of generated content in the metadata of files (GB 45438-2025): read, check, write.

Knows no model. A broken or hostile file gets findings; only a refusal to write is raised.
"""

from filings.labels.checking import Report, check, compare
from filings.labels.codes import ProviderCode
from filings.labels.element import KEYS, Label
from filings.labels.findings import Finding, Grade, found
from filings.labels.folders import check_all, check_file
from filings.labels.measuring import Box, Measured, measure
from filings.labels.source import Damaged, WriteRefused
from filings.labels.writing import pass_on, write

__all__ = [
    "KEYS",
    "Box",
    "Damaged",
    "Finding",
    "Grade",
    "Label",
    "Measured",
    "ProviderCode",
    "Report",
    "WriteRefused",
    "check",
    "check_all",
    "check_file",
    "compare",
    "found",
    "measure",
    "pass_on",
    "write",
]
