"""Doubts about what came in, which no single row shows: a whole kind that stands beside the houses."""

import streamlit as st

from geo.access import may
from geo.analysis import shifts
from geo.filters import Filters
from geo.i18n import t, word
from geo.layers.escape import plain
from geo.store import buildings, facilities
from geo.ui import data, reader

_ALL = Filters()


def doubts() -> None:
    """Name the kinds of facilities that look as if GCJ-02 had been taken for true coordinates."""
    if data.city() is None or not may(reader.actor(), "analyse"):
        return
    found = data.work(
        "intake.shifts", lambda: shifts.by_kind(data.ask(facilities.find, _ALL), data.ask(buildings.find, _ALL))
    )
    for kind, one in found.iterrows():
        said = t(
            "shifts.doubt",
            kind=word("words.facility_kinds", str(kind)),
            n=int(one["n"]),
            housed=f"{one['housed']:.0%}",
            undone=f"{one['housed_undone']:.0%}",
        )
        st.warning(plain(said))
