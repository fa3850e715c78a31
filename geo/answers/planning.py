"""Plans and sites of one reader: plans from the store as changes on the ground, and where the next ones should be."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer

from geo.analysis import plans, siting, suppression
from geo.analysis.plans import Change
from geo.analysis.siting import Problem, Suggestion
from geo.answers.walking import Walks
from geo.crs import DISPLAY
from geo.errors import BadInputError
from geo.filters import Filters
from geo.store.plans import COLUMNS, Kept

MOST_CANDIDATES = 4_000
SPACING_M = 100.0
"""One candidate a square of this side: neighbours reach practically the same people."""


def changes(kept: Kept) -> tuple[Change, ...]:
    """Give a kept plan's changes as the analysis takes them."""
    return tuple(
        Change(
            deed=row["deed"], code=row["facility"], kind=row["kind"], name=row["name"], cost=float(row["cost"] or 0.0),
            capacity=None if pd.isna(row["capacity"]) else float(row["capacity"]),
            x=None if place is None else place.x, y=None if place is None else place.y,
        )
        for row, place in zip(kept.changes.to_dict("records"), kept.changes.geometry, strict=True)
    )  # fmt: skip


def table(made: tuple[Change, ...], *, metric_crs: int | str) -> gpd.GeoDataFrame:
    """Give changes as the store keeps them."""
    rows = [(one.deed, one.code, one.kind, one.name, one.capacity, one.cost) for one in made]
    at = gpd.points_from_xy([_nan(one.x) for one in made], [_nan(one.y) for one in made])
    placed = [None if one.x is None else point for one, point in zip(made, at, strict=True)]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(COLUMNS)), geometry=placed, crs=metric_crs)


def from_file(path: Path, *, metric_crs: int | str) -> tuple[Change, ...]:
    """Read changes from a JSON file: a list of objects with ``deed``, ``facility`` and what the deed needs.

    ``longitude`` and ``latitude`` (WGS 84) place an addition or a move; ``capacity``, ``kind``, ``name``, ``cost``.

    Raises
    ------
    BadInputError
        If the file is no such list: names the file and the entry.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(rows, list):
            raise TypeError("list")
    except (ValueError, TypeError, OSError) as wrong:
        raise BadInputError("siting.errors.file", file=path.name) from wrong
    east_north = Transformer.from_crs(DISPLAY, metric_crs, always_xy=True)
    return tuple(_change(row, number, path, east_north) for number, row in enumerate(rows, 1))


def _change(row: Mapping[str, Any], number: int, path: Path, east_north: Transformer) -> Change:
    try:
        at = (row.get("longitude"), row.get("latitude"))
        x, y = east_north.transform(float(at[0]), float(at[1])) if None not in at else (None, None)  # type: ignore[arg-type]
        capacity = row.get("capacity")
        return Change(
            deed=str(row["deed"]), code=str(row["facility"]), kind=str(row.get("kind", "elderly_care")), x=x, y=y,
            name=row.get("name"), cost=float(row.get("cost", 0.0)),
            capacity=None if capacity is None else float(capacity),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise BadInputError("siting.errors.entry", file=path.name, number=number) from wrong


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value


def compared(
    walks: Walks,
    asked: Filters,
    made: tuple[Change, ...] = (),
    *,
    k: int,
    base: tuple[Change, ...] = (),
    closed: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Say who gains and who loses by node against today (or the plan ``base``), small counts hidden.

    Columns ``people``, ``before``, ``after``, ``gained``, ``lost`` (people) and ``placed_before``, ``placed_after``.
    A row with a small count anywhere is hidden whole, with as many others as it takes.
    """
    found = plans.compared(walks.reach(asked, base), walks.reach(asked, made, closed), walks.tree())
    parents = found["parent"].where(found["parent"].isin(found.index))
    counts = found[["gained", "lost"]].assign(
        stays=found["before"] - found["lost"], never=found["people"] - found["before"] - found["gained"]
    )
    hidden = suppression.hidden_rows(counts, parents, k=k)
    figures = ["before", "after", "gained", "lost", "placed_before", "placed_after"]
    shown = found.copy()
    shown.loc[hidden, figures] = np.nan
    shown.loc[(found["people"] > 0) & (found["people"] < k), "people"] = np.nan
    return shown


def within(walks: Walks, rows: pd.DataFrame, node: str | None) -> pd.DataFrame:
    """Give the rows of a node's subtree, in the order they have."""
    if node is None:
        return rows
    paths = walks.tree()["path"].reindex(rows.index).fillna("").str.split(".")
    return rows[[node in path for path in paths]]


def checked(walks: Walks, code: str, made: tuple[Change, ...]) -> None:
    """Stop a plan that cannot be applied to the facilities there are.

    Raises
    ------
    BadInputError
        Naming the change; see `geo.analysis.plans.applied`.
    """
    if not plans.PLAIN_CODE.fullmatch(code):
        raise BadInputError("siting.errors.code", number=0, code=code)
    plans.applied(walks.every_facility(), made)


def served_by(places: float | None, need: float | None) -> float | None:
    """Say how many people a site with so many places serves; None where that is not known."""
    return None if places is None or not need else places / need


def problem(
    walks: Walks, asked: Filters, candidates: gpd.GeoDataFrame, *, cost: float = 1.0, capacity: float | None = None
) -> Problem:
    """Ask where the next sites should be: who stands unserved today, and which candidate reaches whom.

    Parameters
    ----------
    candidates
        Where building is allowed, in metres; none in a park, and of several in a square of `SPACING_M` only one.
    capacity
        Places each new site would have, as people served (its places ÷ the norm); None: as many as come.

    Raises
    ------
    BadInputError
        If no candidate stands on the network.
    """
    points = _thinned(siting.candidates(candidates, forbidden=walks.parks()))
    spots = walks.doors().snap(points)
    spots = spots.take(spots.on)
    if not len(spots):
        raise BadInputError("siting.errors.no_candidate", count=len(candidates))
    reach, limit_s = walks.reach(asked), asked.minutes * 60.0
    pairs = walks.prepared(asked).reached(spots, limit_s=limit_s)
    tree = walks.tree()
    parents = tree["parent"].reindex(reach.places["grid"].fillna("")).fillna("")
    return Problem.from_pairs(
        pairs, spots.codes, reach.places["people"].to_numpy(), (reach.places["network"] > 0).to_numpy(),
        cost=np.full(len(spots), cost), capacity=None if capacity is None else np.full(len(spots), capacity),
        group=pd.factorize(parents)[0],
    )  # fmt: skip


def suggested(answer: Suggestion, candidates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """List suggested sites in the order in which each adds most: ``gain`` and ``after`` in people, and the point."""
    points = siting.candidates(candidates).loc[answer.sites, ["geometry"]]
    gain = np.asarray(answer.gains)
    return gpd.GeoDataFrame(
        {"gain": gain, "after": answer.before + np.cumsum(gain)}, geometry=points.geometry.to_numpy(),
        index=answer.sites, crs=candidates.crs,
    )  # fmt: skip


def _thinned(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep one candidate a square, in larger squares while there are still too many."""
    size = SPACING_M
    while True:
        cell = pd.MultiIndex.from_arrays([points.geometry.x // size, points.geometry.y // size])
        kept = points[~cell.duplicated()]
        if len(kept) <= MOST_CANDIDATES:
            return kept
        size *= 1.5
