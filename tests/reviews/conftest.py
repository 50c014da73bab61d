import pytest

from tests.reviews.judging import Bench, make_bench


@pytest.fixture
def bench(db: None) -> Bench:
    """A provider with a complete committee of eight and a disclosed algorithm."""
    return make_bench()
