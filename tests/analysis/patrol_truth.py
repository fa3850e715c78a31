"""Walkers whose way is known to the metre: made-up streets, random walks on them, fixes with the noise of a device."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analysis.network import Network, build
from geo.analysis.patrol.ground import Ground, lay_out

METRIC = 4549
BEGIN = pd.Timestamp("2026-03-02 08:00", tz="Asia/Shanghai")


def street_table(lines, codes=None):
    """Make a table STREETS of plain walkable streets."""
    codes = [f"s{n}" for n in range(len(lines))] if codes is None else codes
    return gpd.GeoDataFrame(
        {
            "name": None,
            "street_class": "residential",
            "walkable": True,
            "stairs": False,
            "bridge": False,
            "tunnel": False,
            "layer": 0,
            "length_m": shapely.length(np.array(lines, object)),
        },
        index=pd.Index(codes, name="code"),
        geometry=list(lines),
        crs=METRIC,
    )


def town(columns, rows, *, spacing=90.0, seed=1, missing=0.12):
    """Make a crooked town: a grid of junctions moved about, some streets missing, some bent."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(columns) * spacing, np.arange(rows) * spacing)
    places = np.column_stack([x.ravel(), y.ravel()]) + rng.normal(0, spacing * 0.15, (columns * rows, 2))
    number = np.arange(columns * rows).reshape(rows, columns)
    pairs = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    pairs = pairs[rng.random(len(pairs)) > missing]
    middle = places[pairs].mean(axis=1) + rng.normal(0, spacing * 0.06, (len(pairs), 2))
    bent = rng.random(len(pairs)) < 0.5
    lines = [
        shapely.LineString([places[a], m, places[b]] if bend else [places[a], places[b]])
        for (a, b), m, bend in zip(pairs, middle, bent, strict=True)
    ]
    return street_table(lines)


def laid_out(streets):
    """Give the network of some streets, and the same laid out for matching."""
    network = build(streets)
    return network, lay_out(network, streets)


@dataclass(frozen=True)
class Walk:
    """Where a walker truly was: edges with the metres covered of each, and the way as a line."""

    edges: list[tuple[int, float, float]]
    line: shapely.LineString


def random_walk(network: Network, *, metres: float, rng) -> Walk:
    """Walk at random along streets, turning back only where a street ends."""
    edge = int(rng.integers(network.edges))
    forward = bool(rng.random() < 0.5)
    done, parts, places = 0.0, [], []
    while done < metres:
        length = float(network.length_m[edge])
        share = min(1.0, (metres - done) / length)
        shape = slice(network.shape_first[edge], network.shape_first[edge + 1])
        line = shapely.LineString(np.column_stack([network.shape_x[shape], network.shape_y[shape]]))
        line = line if forward else line.reverse()
        places += list(shapely.ops.substring(line, 0, share, normalized=True).coords)
        parts.append((edge, 0.0, share * length) if forward else (edge, (1 - share) * length, length))
        done += share * length
        node = network.ends[edge] if forward else network.starts[edge]
        choices = network.edge[network.first[node] : network.first[node + 1]]
        onward = choices[choices != edge]
        edge = int(rng.choice(onward)) if len(onward) else edge
        forward = network.starts[edge] == node if len(onward) else not forward
    return Walk(parts, shapely.LineString(places))


def fixes_of(walk: Walk, *, track: str, every_s: float, noise_m: float, rng, drift_s: float = 0.0, pace: float = 1.3):
    """Give the fixes a device writes on the way; ``drift_s`` makes its error wander instead of jump."""
    at = np.arange(0.0, walk.line.length / pace, every_s)
    true = shapely.get_coordinates(shapely.line_interpolate_point(walk.line, at * pace))
    return as_fixes(track, at, true + _noise(len(at), noise_m, every_s, drift_s, rng))


def as_fixes(track, seconds, places):
    """Make a table FIXES from seconds since the beginning of the shift and places in metres."""
    seconds = np.asarray(seconds, float)
    return gpd.GeoDataFrame(
        {"track": track, "at": BEGIN + pd.to_timedelta(seconds, unit="s")},
        index=pd.Index([f"{track}-{n}" for n in range(len(seconds))]),
        geometry=gpd.points_from_xy(*np.asarray(places, float).T),
        crs=METRIC,
    )


def _noise(count, noise_m, every_s, drift_s, rng):
    jump = rng.normal(0, noise_m, (count, 2))
    if drift_s == 0:
        return jump
    stays = np.exp(-every_s / drift_s)
    noise = jump.copy()
    for n in range(1, count):
        noise[n] = stays * noise[n - 1] + np.sqrt(1 - stays**2) * jump[n]
    return noise


def true_stretches(walk: Walk, ground: Ground) -> pd.DataFrame:
    """Give what was truly walked as stretches of streets."""
    edge = np.array([edge for edge, _, _ in walk.edges])
    low, high = np.array([(low, high) for _, low, high in walk.edges]).T
    return pd.DataFrame(
        {
            "street": ground.streets[ground.street[edge]],
            "from_m": low + ground.starts_m[edge],
            "to_m": high + ground.starts_m[edge],
        }
    )
