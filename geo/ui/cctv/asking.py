"""Cameras as this reader asks about them, kept as long as the data stand."""

from geo.answers.cctv import Cameras
from geo.ui import data, reader


def mine() -> Cameras:
    """Give what this reader can ask about cameras; a command asks the same."""
    return Cameras(data.ask, data.work, reader.actor())
