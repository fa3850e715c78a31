"""Walks of the reader: what pages about circles, coverage and siting ask about walking."""

from geo.answers.walking import Walks
from geo.filters import Filters
from geo.ui import data, filters, reader


def pace(asked: Filters) -> float:
    """Give the asked pace in metres per second, as the city's standards have it."""
    return mine().pace(asked)


def mine() -> Walks:
    """Give what this reader can ask about walking; a command asks the same."""
    return Walks(data.ask, data.work, reader.actor())


def one_kind() -> None:
    """Ask about elderly care (or what there is) where no kind was asked for: what reaches people must be named."""
    if not filters.asked().facility_kinds:
        filters.put(facility_kinds=mine().kinds(filters.asked()))
