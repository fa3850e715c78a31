"""The toy town in a database of the module's own."""

import pytest

from tests import toytown


@pytest.fixture(scope="module")
def town(database: str) -> str:
    """Give the name of a database that holds the toy town."""
    toytown.settle()
    return database
