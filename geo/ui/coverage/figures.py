"""The four figures of coverage over the map."""

import numpy as np

from geo.filters import Filters
from geo.i18n import t
from geo.ui import show, walks
from geo.ui.coverage import words
from geo.ui.coverage.words import Table

KINDS = ("ring", "network", "capacity")
_COUNTED = ("people", *KINDS, "unknown")


def figures(asked: Filters, table: Table) -> list[show.Figure]:
    """Give ring, network and capacity in per cent, and who is not served."""
    row, counted = words.total(asked, table, list(_COUNTED)), words.who(asked)
    shares = [
        show.Figure(
            key=kind,
            label=t(f"coverage.{kind}", minutes=asked.minutes, pace=f"{walks.pace(asked):g}"),
            value=words.percent(row[kind], row["people"], known=known(asked, kind)),
            colours=known(asked, kind),
        )
        for kind in KINDS
    ]
    left = row["people"] - row["network"] - np.nan_to_num(row["unknown"])
    label = t("coverage.left", who=counted)
    return [*shares, show.Figure(key="left", label=label, value=words.count(left), unit=words.unit(asked))]


def known(asked: Filters, kind: str) -> bool:
    """Say whether a kind of coverage is known at all: places need a norm and facilities that tell their size."""
    return kind != "capacity" or walks.mine().reach(asked).capacity_known
