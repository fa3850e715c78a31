"""Who is left out: people within a straight ring, within a walk, and with a place there, side by side."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo import frames
from geo.analysis.arrays import Flags, Floats
from geo.analysis.network import Doorways, Spots
from geo.analysis.supply import Decay, shared_out
from geo.analysis.walking import Places, nearest

FIGURES = ("people", "ring", "network", "capacity", "unknown")
"""Columns in people that add up from grid to city."""
_AGES = ("everyone", "age_0_2", "age_60", "age_65", "age_80")


@dataclass(frozen=True, eq=False, kw_only=True)
class Weight:
    """Whom a coverage counts: one number a place, and what the number is."""

    counts: pd.Series
    ages: str
    """The age band really counted; ``everyone`` where the source has no ages."""
    measure: str
    """``people``, ``dwellings``, or what else stands in for them; only people are called people."""
    negative: tuple[str, ...] = ()
    """Places whose count was below zero, and was taken as none."""


def weigh(residents: gpd.GeoDataFrame, ages: str) -> Weight:
    """Choose the count to weigh places by: the age band asked for where the source has it, else everyone there.

    People are counted where there are any; only a city without any head-count is weighed by dwellings.

    Raises
    ------
    BadInputError
        If a column of the treaty is missing.
    """
    frames.require(residents, frames.RESIDENTS, ("measure", "grid", *_AGES, "geometry"))
    counted = set(residents["measure"])
    measure = next((one for one in ("people", "dwellings") if one in counted), next(iter(counted), "people"))
    of_measure = residents[residents["measure"] == measure]
    band = ages if of_measure[ages].notna().any() else "everyone"
    counts = of_measure[band].astype(float).fillna(0.0)
    negative = tuple(map(str, counts.index[counts < 0]))
    return Weight(counts=counts.clip(lower=0.0), ages=band, measure=measure, negative=negative)


@dataclass(frozen=True, eq=False, kw_only=True)
class Reach:
    """Every place with its own walking time, and what was found wrong on the way."""

    places: pd.DataFrame
    """Index the place's code; ``grid``, ``people``, ``seconds`` to the nearest facility on foot (infinite: none),
    ``facility`` (that one), ``straight_m`` to the nearest in a straight line, and the people counted as ``ring``,
    ``network``, ``capacity``, ``unknown`` (on no street, or on streets joined to no facility)."""
    weight: Weight
    capacity_known: bool
    notes: pd.DataFrame
    """What could not be used: ``noun``, ``code``, ``note`` (a key of ``coverage.notes``), ``detail``."""


def reach(
    doorways: Doorways,
    facilities: gpd.GeoDataFrame,
    residents: gpd.GeoDataFrame,
    *,
    ages: str,
    minutes: float,
    metres_per_second: float,
    need: float | None,
    decay: Decay | None = None,
    spots: tuple[Spots, Spots] | None = None,
) -> Reach:
    """Measure three kinds of coverage of every place where people live.

    *Ring*: a facility within speed × time in a straight line. *Network*: one within the time on foot, doors included.
    *Capacity*: people there × min(1, A / need), with A the places per person by E2SFCA (Luo & Qi 2009) and ``need``
    the places a person is to have. At every place capacity ≤ network ≤ ring ≤ people.

    Parameters
    ----------
    need
        Places per person counted; None where no norm stands, and capacity is then not known.
    spots
        Facilities and residents already put on the network, in the order of the tables, if there.
    """
    weight = weigh(residents, ages)
    homes = residents[(residents["measure"] == weight.measure).to_numpy()]
    sources, doors = spots or (doorways.snap(facilities), doorways.snap(homes))
    if len(doors) != len(homes):
        doors = doors.take(doors.codes.isin(homes.index))
    people = weight.counts.to_numpy()
    limit_s = minutes * 60.0
    times = nearest(doorways.network, sources, doors, metres_per_second=metres_per_second)
    seconds = times["seconds"].to_numpy()
    straight = _straight(sources, doors)
    within = seconds <= limit_s
    capacity = facilities["capacity"].astype(float).to_numpy()
    share, known = np.zeros(people.size), need is not None and bool((capacity > 0).any())
    if known and need is not None:
        pairs = Places(doorways.network, doors, metres_per_second=metres_per_second).reached(sources, limit_s=limit_s)
        worth = (decay or Decay())(pairs.seconds, limit_s)
        supply = np.clip(np.nan_to_num(capacity), 0.0, None)
        access = shared_out(pairs, capacity=supply, people=people, weight=worth)[1]
        share = np.where(within, np.minimum(1.0, access / need), 0.0)
    places = pd.DataFrame(
        {
            "grid": homes["grid"],
            "people": people,
            "seconds": seconds,
            "facility": times["source"],
            "straight_m": straight,
            "ring": np.where(straight <= metres_per_second * limit_s + 1e-6, people, 0.0),
            "network": np.where(within, people, 0.0),
            "capacity": people * share if known else np.nan,
            "unknown": np.where(np.isinf(seconds), people, 0.0),
        },
        index=homes.index,
    )
    return Reach(
        places=places,
        weight=weight,
        capacity_known=known,
        notes=_notes(facilities, capacity, sources, doors, people, np.isinf(seconds), weight, need),
    )


def _straight(sources: Spots, doors: Spots) -> Floats:
    at = np.stack([sources.x, sources.y], 1)
    at = at[np.isfinite(at).all(axis=1)]
    away = np.full(len(doors), np.inf)
    here = np.isfinite(doors.x) & np.isfinite(doors.y)
    if len(at) and here.any():
        away[here] = cKDTree(at).query(np.stack([doors.x, doors.y], 1)[here])[0]
    return away


def _notes(
    facilities: gpd.GeoDataFrame,
    capacity: Floats,
    sources: Spots,
    doors: Spots,
    people: Floats,
    nowhere: Flags,
    weight: Weight,
    need: float | None,
) -> pd.DataFrame:
    """List what could not be used, each with the row it is about."""
    rows: list[tuple[str, str, str, str]] = []
    for code, reason, barrier in sources.reasons[["reason", "barrier"]].itertuples():
        rows.append(("facilities", str(code), f"off_{reason}", barrier or ""))
    if need is not None:
        rows += [("facilities", str(code), "capacity_zero", "0") for code in facilities.index[capacity == 0]]
        rows += [("facilities", str(code), "capacity_negative", "") for code in facilities.index[capacity < 0]]
        rows += [("facilities", str(code), "capacity_unknown", "") for code in facilities.index[np.isnan(capacity)]]
    rows += [("residents", code, "count_negative", "") for code in weight.negative]
    lived_in = people > 0
    for code, reason, barrier in doors.take(lived_in).reasons[["reason", "barrier"]].itertuples():
        rows.append(("residents", str(code), f"off_{reason}", barrier or ""))
    rows += [("residents", str(code), "island", "") for code in doors.codes[nowhere & doors.on & lived_in]]
    return pd.DataFrame(rows, columns=["noun", "code", "note", "detail"])
