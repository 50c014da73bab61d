"""Every address has a policy row, and the public ones are few and named."""

from tests.reliability.addresses import every_name
from tests.reliability.policy import PUBLIC, ROWS


def test_every_address_has_a_row_in_the_policy_table() -> None:
    assert sorted(set(every_name()) - ROWS.keys()) == []


def test_every_row_of_the_policy_table_has_an_address() -> None:
    assert sorted(ROWS.keys() - set(every_name())) == []


def test_public_addresses_are_the_few_that_are_named_here() -> None:
    assert {name for name in PUBLIC if name.startswith("filings:")} == {
        "filings:invitation",
        "filings:demo_door",
        "filings:feed",
        "filings:verify",
        "filings:verify_script",
        "filings:published_index",
        "filings:published_provider",
        "filings:published_data",
        "filings:published_entry",
        "filings:published_version",
    }
