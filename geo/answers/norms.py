"""Norms about walking as the city has them: shown with source and status, and set by whoever may."""

import math
from collections.abc import Mapping

import pandas as pd
from sqlalchemy.orm import Session

from geo import standards as seeded
from geo.errors import BadInputError
from geo.i18n import lookup, t
from geo.store import standards

FAMILIES = ("walk", "circle", "decay", "need", "target")
"""Norms that circles, coverage and siting go by."""
_MOST = {"walk": 1_000.0, "circle": 120.0, "decay": 1.0, "need": 10.0, "target": 100.0}
_LEAST_SPEED = 0.1


def table(session: Session) -> pd.DataFrame:
    """List norms: ``name`` in words, ``value``, ``unit``, ``source``, ``status``; what the city set itself is own."""
    found = standards.find(session)
    rows = found[[key.split(".")[0] in FAMILIES for key in found.index]].copy()
    names = lookup("coverage.norm_names")
    rows.insert(0, "name", [names.get(key.replace(".", "_"), key) for key in rows.index])
    original = {one.key: one.value for one in seeded.STANDARDS}
    for key, value in rows["value"].items():
        if value != original.get(str(key), value):
            was = t("coverage.norm_set", was=f"{original[str(key)]:g}", source=rows.at[key, "source"])
            rows.loc[key, ["source", "status"]] = [was, "own"]
    return rows


def put(session: Session, values: Mapping[str, float]) -> None:
    """Set norms to the city's own values.

    Raises
    ------
    BadInputError
        If a norm is not known, or its value cannot be: names it and the range.
    """
    known = standards.find(session).index
    for key, value in values.items():
        family = key.split(".")[0]
        if key not in known or family not in FAMILIES:
            raise BadInputError("coverage.errors.no_norm", key=key)
        least, most = _range(key)
        if not (math.isfinite(value) and least <= value <= most):
            raise BadInputError("coverage.errors.norm", key=key, value=value, least=least, most=most)
        standards.put(session, key, value)


def _range(key: str) -> tuple[float, float]:
    family = key.split(".")[0]
    if key == "walk.stairs_slowness":
        return 1.0, 20.0
    if key in ("walk.overpass_s", "walk.snap_m") or family == "decay":
        return 0.0, _MOST[family]
    if family == "walk":
        return _LEAST_SPEED, 3.0
    return (1.0 if family in ("circle", "target") else 0.001), _MOST[family]
