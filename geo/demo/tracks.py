"""A month of patrol tracks as GPS sees them: noise, gaps, standing still, a few impossible jumps."""

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.signal import lfilter

from geo.clock.workdays import chinese

FIRST_DAY, DAYS = date(2026, 10, 1), 31
_EVERY_S = 25.0
_KEEPS = 0.75
"""How much of a fix's error the next one keeps: GPS errors drift, they do not flicker."""
Numbers = NDArray[np.float64]


def tables(
    rng: np.random.Generator, routes: gpd.GeoDataFrame, *, zone: str, share: float = 1.0
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Give the shifts walked and their fixes (``track, at, geometry`` in local metres); ``share`` of the month."""
    shifts = _shifts(rng, routes[routes["kind"] == "route"], zone=zone, share=share)
    parts = []
    for route, walks in shifts.groupby("route", sort=True):
        line = shapely.get_coordinates(routes.geometry[str(route)])
        parts += [_walk(rng, line, walk) for walk in walks.itertuples()]
    fixes = pd.concat(parts, ignore_index=True)
    noisy = _noise(rng, fixes)
    at = pd.to_datetime(np.round(fixes["at_s"]).astype("int64"), unit="s", utc=True)
    frame = gpd.GeoDataFrame({"track": fixes["track"], "at": at}, geometry=shapely.points(np.round(noisy, 2)))
    spans = frame.groupby("track")["at"].agg(["min", "max"])
    shifts["started_at"], shifts["ended_at"] = spans["min"].reindex(shifts.index), spans["max"].reindex(shifts.index)
    frame.index = pd.Index([f"X{number:06d}" for number in range(1, len(frame) + 1)])
    return shifts.drop(columns=["start_s", "sigma_m"]), frame


def _shifts(rng: np.random.Generator, routes: gpd.GeoDataFrame, *, zone: str, share: float) -> pd.DataFrame:
    """Choose who goes out on which day: officials mostly, volunteers three evenings a week."""
    calendar = chinese(zone)
    rows = []
    for route in routes.itertuples():
        hour, minute = map(int, str(route.starts).split(":"))
        for ahead in range(max(2, round(DAYS * share))):
            day = FIRST_DAY + timedelta(days=ahead)
            official = route.team == "official"
            likely = (0.93 if calendar.works(day) else 0.7) if official else 0.85 * (day.weekday() in {1, 3, 5})
            if rng.uniform() >= likely:
                continue
            start = pd.Timestamp(year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, tz=zone)
            late = rng.normal(120, 420)
            rows.append((f"{route.Index}-{day:%m%d}", route.Index, route.team, route.unit, route.node,
                         start.timestamp() + late, rng.uniform(3.5, 9.5)))  # fmt: skip
    columns = ["code", "route", "team", "unit", "node", "start_s", "sigma_m"]
    return pd.DataFrame(rows, columns=columns).set_index("code")


def _walk(rng: np.random.Generator, line: Numbers, walk: object) -> pd.DataFrame:
    """Walk part of a line: a pace, a few stops, and minutes in which the receiver heard nothing."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    pace, length = float(rng.normal(1.15, 0.1)), along[-1] * rng.uniform(0.72, 1.0)
    begin = rng.uniform(0, along[-1] - length)
    stops = np.sort(rng.uniform(0, length, int(rng.integers(0, 4))))
    waits = rng.uniform(180, 840, len(stops))
    seconds = np.arange(0.0, length / pace + waits.sum(), _EVERY_S) + rng.uniform(-2, 2)
    reached = np.concatenate([[0.0], np.repeat(stops, 2), [length]])
    clock = np.concatenate([[0.0], np.repeat(stops / pace + np.cumsum(waits), 2), [length / pace + waits.sum()]])
    clock[1:-1:2] -= waits
    place = begin + np.interp(seconds, clock, reached)
    heard = np.ones(len(seconds), dtype=bool)
    for _ in range(int(rng.choice([0, 1, 2], p=[0.6, 0.3, 0.1]))):
        gap = rng.uniform(0, seconds[-1])
        heard &= (seconds < gap) | (seconds > gap + rng.uniform(240, 780))
    heard[[0, -1]] = True
    return pd.DataFrame(
        {
            "track": walk.Index,  # type: ignore[attr-defined]  # a named tuple of pandas
            "at_s": walk.start_s + seconds[heard],  # type: ignore[attr-defined]  # as above
            "sigma_m": walk.sigma_m,  # type: ignore[attr-defined]  # as above
            "x": np.interp(place[heard], along, line[:, 0]),
            "y": np.interp(place[heard], along, line[:, 1]),
        }
    )


def _noise(rng: np.random.Generator, fixes: pd.DataFrame) -> Numbers:
    size = len(fixes)
    drift = lfilter([np.sqrt(1 - _KEEPS**2)], [1, -_KEEPS], rng.normal(0, 1, (size, 2)), axis=0)
    found = fixes[["x", "y"]].to_numpy() + drift * fixes["sigma_m"].to_numpy()[:, None]
    jumps = rng.uniform(size=size) < 0.0004
    turn, reach = rng.uniform(0, 2 * np.pi, size), rng.uniform(350, 1_400, size)
    return np.asarray(found + (jumps * reach)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]))
