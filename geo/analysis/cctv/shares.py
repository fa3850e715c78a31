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
    def of(cls, views: Views, scene: Scene) -> "Stretches":
        """Sort what cameras see by street piece."""
        piece = views.stretches["piece"].to_numpy()
        order = np.argsort(piece, kind="stable")
        return cls(
            starts=np.searchsorted(piece[order], np.arange(len(scene.pieces) + 1)).astype(np.int64),
            parts=np.ascontiguousarray(views.stretches[["begins", "ends"]].to_numpy()[order]),
            cameras=views.stretches["camera"].to_numpy()[order],
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
    times = int(norms()["cctv.over"]) if over is None else over
    sorted_ = Stretches.of(views, scene)
    anywhere = np.full(len(views.table), np.inf)
    out = scene.pieces.copy()
    length = out["length_m"].to_numpy()

    def metres(reach: Floats, least: int) -> Floats:
        share = covered(scene.lines, sorted_.starts, sorted_.parts, sorted_.cameras, views.places, reach, least)
        return np.asarray(share * length, np.float64)

    out[SEEN] = metres(anywhere, 1)
    out[OVER] = metres(anywhere, times)
    for name, detail in classes().items():
        out[column(name)] = metres(reach_m(detail, views.table["width_px"], views.table["lens_deg"]), 1)
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


def by_street_class(pieces: pd.DataFrame) -> pd.DataFrame:
    """Add up by class of street; the columns are those of `by_grid`."""
    return _sums(pieces, pieces["street_class"]).rename_axis("street_class")


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
    sorted_ = Stretches.of(views, scene)
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
