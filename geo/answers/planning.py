"""Plans and sites of one reader: plans from the store as changes on the ground, and where the next ones should be."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.geometry
from pyproj import Transformer

from geo import tree
from geo.analysis import plans, siting
from geo.analysis.plans import Change
from geo.analysis.siting import Problem, Suggestion
from geo.answers.people import HOUSEHOLDS
from geo.answers.walking import Walks
from geo.crs import DISPLAY
from geo.errors import BadInputError
from geo.filters import Filters
from geo.i18n import t
from geo.store import buildings
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


def to_text(made: tuple[Change, ...], base: tuple[Change, ...], closed: tuple[str, ...]) -> str:
    """Write a plan in the making for the address of its table."""
    return json.dumps([[vars(one) for one in made], [vars(one) for one in base], closed], separators=(",", ":"))


def from_text(text: str) -> tuple[tuple[Change, ...], tuple[Change, ...], tuple[str, ...]]:
    """Read what `to_text` wrote: changes, those compared with, streets closed.

    Raises
    ------
    BadInputError
        If it is no plan, down to words that are words and numbers that are finite.
    """
    try:
        made, base, closed = json.loads(text or "[[],[],[]]")
        return tuple(map(plans.told, made)), tuple(map(plans.told, base)), tuple(map(plans.word, closed))
    except (ValueError, TypeError, OverflowError, RecursionError) as wrong:
        raise BadInputError("siting.errors.file", file="plan") from wrong


def areas_from_file(path: Path, *, metric_crs: int | str) -> gpd.GeoSeries:
    """Read areas where nothing may be built from a GeoJSON file (WGS 84), in metres.

    Raises
    ------
    BadInputError
        If it holds no polygon: names the file.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        parts = [one["geometry"] for one in told["features"]] if "features" in told else [told.get("geometry", told)]
        shapes = [shapely.geometry.shape(one) for one in parts]
    except (ValueError, TypeError, KeyError, AttributeError, OSError, shapely.errors.ShapelyError) as wrong:
        raise BadInputError("siting.errors.areas", file=path.name) from wrong
    return _areas(shapes, path.name, metric_crs)


def area_from_text(text: str, *, metric_crs: int | str) -> gpd.GeoSeries:
    """Read an area from corners, one a line: longitude and latitude (WGS 84); in metres.

    Raises
    ------
    BadInputError
        If it has fewer than three corners or a line is no pair of numbers.
    """
    try:
        corners = [tuple(map(float, line.replace("，", ",").replace(",", " ").split())) for line in text.splitlines()]
        shape = shapely.Polygon([at for at in corners if at])
    except (ValueError, shapely.errors.ShapelyError) as wrong:
        raise BadInputError("siting.errors.areas", file=t("siting.entered")) from wrong
    return _areas([shape], t("siting.entered"), metric_crs)


def _areas(shapes: list[shapely.Geometry], source: str, metric_crs: int | str) -> gpd.GeoSeries:
    sound = [shapely.make_valid(one) for one in shapes if one.geom_type in ("Polygon", "MultiPolygon")]
    if not sound or any(one.is_empty for one in sound):
        raise BadInputError("siting.errors.areas", file=source)
    return gpd.GeoSeries(sound, crs=DISPLAY).to_crs(metric_crs)


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


FIGURES = (
    "people", "before", "after", "gained", "lost", "households_gained", "households_lost", "placed_before",
    "placed_after",
)  # fmt: skip
"""Columns of a comparison, in people but for the households."""


def compared(
    walks: Walks,
    asked: Filters,
    made: tuple[Change, ...] = (),
    *,
    base: tuple[Change, ...] = (),
    closed: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Say who gains and who loses by node against today (or the plan ``base``), small counts not listed.

    Columns ``level``, ``parent`` and those of `FIGURES`; see `geo.analysis.plans.compared`.
    """
    before = walks.standing(asked).served(walks.facilities(asked, base))
    after = walks.standing(asked, closed).served(walks.facilities(asked, made))
    weight = walks.weight(asked)
    households = walks.homes()[0][HOUSEHOLDS].to_numpy(float)
    found = plans.compared(before, after, weight.counts.to_numpy(), households, walks.lifting())
    placed = walks.tree()[["level", "parent"]].reindex(found.index)
    shown: pd.DataFrame = placed.join(walks.hidden(found, FIGURES, weight))
    return shown


def within(walks: Walks, rows: pd.DataFrame, node: str | None) -> pd.DataFrame:
    """Give the rows of a node's subtree, in the order they have."""
    if node is None:
        return rows
    return rows[rows.index.isin(tree.below(walks.tree(), node))]


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


def grounds(walks: Walks, node: str | None) -> gpd.GeoDataFrame:
    """Give where a new site could stand in a node: its buildings; where none are known, the places people live at."""
    found: gpd.GeoDataFrame = walks.ask(buildings.find, Filters(node=node))
    if len(found):
        return found
    homes = walks.homes()[0]
    return homes[walks.of_node(homes["grid"], node)]


def problem(
    walks: Walks,
    asked: Filters,
    candidates: gpd.GeoDataFrame,
    *,
    cost: float = 1.0,
    capacity: float | None = None,
    made: tuple[Change, ...] = (),
    forbidden: gpd.GeoSeries | None = None,
) -> Problem:
    """Ask where the next sites should be: who stands unserved today, and which candidate reaches whom.

    Parameters
    ----------
    candidates
        Where building is allowed, in metres; none in a park, and of several in a square of `SPACING_M` only one.
    capacity
        Places each new site would have, as people served (its places ÷ the norm); None: as many as come.
    made
        Changes of a plan that stand already.
    forbidden
        Areas (in metres) where the planner allows nothing to be built.

    Raises
    ------
    BadInputError
        If no candidate is left, or none stands on the network.
    """
    points = _thinned(allowed(walks, candidates, forbidden))
    spots = walks.doors().snap(points, most_m=walks.norm("walk.snap_m"))
    spots = spots.take(spots.on)
    if not len(spots):
        raise BadInputError("siting.errors.no_candidate", count=len(candidates))
    pairs = walks.prepared(asked).reached(spots, limit_s=asked.minutes * 60.0)
    people = walks.weight(asked).counts.to_numpy()
    served = walks.standing(asked).served(walks.facilities(asked, made)).network > 0
    tree = walks.tree()
    parents = tree["parent"].reindex(walks.homes()[0]["grid"].fillna("")).fillna("")
    return Problem.from_pairs(
        pairs, spots.codes, people, served,
        cost=np.full(len(spots), cost), capacity=None if capacity is None else np.full(len(spots), capacity),
        group=pd.factorize(parents)[0],
    )  # fmt: skip


def allowed(walks: Walks, candidates: gpd.GeoDataFrame, forbidden: gpd.GeoSeries | None = None) -> gpd.GeoDataFrame:
    """Give candidates as points, none in a park or in a forbidden area."""
    parks = walks.parks().geometry
    areas = parks if forbidden is None or forbidden.empty else pd.concat([parks, forbidden.to_crs(parks.crs)])
    return siting.candidates(candidates, forbidden=gpd.GeoDataFrame(geometry=areas.to_numpy(), crs=parks.crs))


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
