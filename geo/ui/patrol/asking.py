"""Patrol as this reader asks about it, kept as long as the data stand."""

from geo.answers.patrol import Patrols
from geo.ui import data, reader


def zone() -> str:
    """Give the city's time zone."""
    city = data.city()
    return city.zone if city else "UTC"


def mine() -> Patrols:
    """Give what this reader can ask about patrol; a command asks the same."""
    return Patrols(data.ask, data.work, reader.actor())
