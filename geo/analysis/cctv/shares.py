"""Share of public street length that cameras see: in every class of detail, by four and more, by grid."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.cctv.kernel_union import covered, gaps
from geo.analysis.cctv.optics import classes, norms, reach_m
from geo.analysis.cctv.scene import Floats, Scene, Whole
from geo.analysis.cctv.views import Views

SEEN, OVER = "seen_m", "over_m"


@dataclass(frozen=True)
class Stretches:
    """Seen stretches in the order of their pieces, as the compiled loops take them."""

    starts: Whole
    parts: Floats
    cameras: Whole

    @classmethod
    def of(cls, views: Views, rows: Whole) -> "Stretches":
        """Sort what cameras see by street piece; ``rows`` are the pieces asked for, in order."""
        piece = views.stretches["piece"].to_numpy()
        order = np.argsort(piece, kind="stable")
        low, high = np.searchsorted(piece[order], rows), np.searchsorted(piece[order], rows, side="right")
        counts = high - low
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        taken = order[np.repeat(low - starts[:-1], counts) + np.arange(starts[-1])]
        return cls(
            starts=starts,
            parts=np.ascontiguousarray(views.stretches[["begins", "ends"]].to_numpy()[taken]),
            cameras=views.stretches["camera"].to_numpy()[taken],
        )


def column(name: str) -> str:
    """Give the column of a class of detail.

    Examples
    --------
    >>> column("dori.detect")
    'dori_detect_m'
    """
    return name.replace(".", "_") + "_m"


def by_piece(views: Views, scene: Scene, *, over: int | None = None) -> pd.DataFrame:
    """Measure how much of each piece of public street is seen; what two cameras see counts once.

    Parameters
    ----------
    over
        From how many cameras on a street counts as over-covered; the norm ``cctv.over`` if left out.

    Returns
    -------
    DataFrame
        The scene's pieces with metres ``seen_m`` (by any camera within its range), ``over_m``, and one column for
        each class of detail of both editions (`column`).
    """
    out = scene.pieces.assign(**dict.fromkeys(_measures(), 0.0))
    return _measured(out, views, scene, np.unique(views.stretches["piece"].to_numpy()), over)


def again(
    pieces: pd.DataFrame, before: Views, after: Views, scene: Scene, changed: list[str], *, over: int | None = None
) -> pd.DataFrame:
    """Measure anew only what the changed cameras saw before or see after (`geo.analysis.cctv.views.moved`)."""
    touched = [
        looks.stretches["piece"][looks.stretches["camera"].isin(np.flatnonzero(looks.table.index.isin(changed)))]
        for looks in (before, after)
    ]
    return _measured(pieces.copy(), after, scene, np.unique(np.concatenate(touched)), over)


def _measured(out: pd.DataFrame, views: Views, scene: Scene, rows: Whole, over: int | None) -> pd.DataFrame:
    times = int(norms()["cctv.over"]) if over is None else over
    sorted_, lines = Stretches.of(views, rows), scene.lines[rows]
    length = scene.pieces["length_m"].to_numpy()[rows]

    def put(name: str, reach: Floats, least: int) -> None:
        share = covered(lines, sorted_.starts, sorted_.parts, sorted_.cameras, views.places, reach, least)
        metres = out[name].to_numpy(copy=True)
        metres[rows] = share * length
        out[name] = metres

    anywhere = np.full(len(views.table), np.inf)
    put(SEEN, anywhere, 1)
    put(OVER, anywhere, times)
    for name, detail in classes().items():
        put(column(name), reach_m(detail, views.table["width_px"], views.table["lens_deg"]), 1)
    return out


def by_grid(pieces: pd.DataFrame) -> pd.DataFrame:
    """Add up by grid; streets outside every grid stand in one last row with an empty key, so totals agree.

    Returns
    -------
    DataFrame
        Index ``key``; ``street_m``, ``seen_m``, ``over_m``, a column for each class, in metres; ``share``.
    """
    sums = _sums(pieces, pieces["grid"].fillna(""))
    outside = sums.index == ""
    return pd.concat([sums[~outside], sums[outside]]).rename_axis("key")


def overall(pieces: pd.DataFrame) -> pd.Series:
    """Add up everything: metres of street, seen, over-covered, in each class, and the share seen (0–1)."""
    sums = pieces[["length_m", *_measures()]].sum().rename({"length_m": "street_m"})
    sums["share"] = sums[SEEN] / sums["street_m"] if len(pieces) else np.nan
    return sums


def unseen(views: Views, scene: Scene, *, detail: float | None = None) -> pd.DataFrame:
    """Give the stretches of public street that no camera sees (or none with ``detail`` px/m).

    Returns
    -------
    DataFrame
        ``piece`` (row number), ``begins``, ``ends`` (shares of it).
    """
    sorted_ = Stretches.of(views, np.arange(len(scene.pieces)))
    reach = np.full(len(views.table), np.inf)
    if detail is not None:
        reach = reach_m(detail, views.table["width_px"], views.table["lens_deg"])
    rows = gaps(scene.lines, sorted_.starts, sorted_.parts, sorted_.cameras, views.places, reach)
    found = pd.DataFrame(rows, columns=["piece", "begins", "ends"])
    return found.astype({"piece": "int64"})


def _measures() -> list[str]:
    return [SEEN, OVER, *map(column, classes())]


def _sums(pieces: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    sums = pieces[["length_m", *_measures()]].groupby(key).sum().rename(columns={"length_m": "street_m"})
    return sums.assign(share=sums[SEEN] / sums["street_m"])
