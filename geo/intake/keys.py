"""Natural keys: rows that come twice in a file, and codes for files that have none."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.intake.draft import Draft
from geo.intake.ground import Shapes

Hashes = NDArray[np.uint64]


def hashes(frame: pd.DataFrame, shapes: Shapes | None = None) -> Hashes:
    """Give a number for each row's content, the same on every machine."""
    flat = frame.copy(deep=False)
    if shapes is not None:
        flat["geometry"] = shapely.to_wkb(shapes)
    for name in flat.columns:
        if flat[name].dtype == object:
            flat[name] = flat[name].map(_text)
    return pd.util.hash_pandas_object(flat, index=False, categorize=True).to_numpy().astype(np.uint64)


def made_codes(noun: str, frame: pd.DataFrame, shapes: Shapes) -> NDArray[np.object_]:
    """Make codes out of the rows themselves, so that the same row comes in under the same code again."""
    return np.array([f"{noun}-{one:016x}" for one in hashes(frame, shapes)], dtype=object)


class Seen:
    """Remembers the keys of a file, to tell rows that come twice from keys that stand for two things."""

    def __init__(self) -> None:
        self._keys: Hashes = np.array([], dtype=np.uint64)
        self._contents: Hashes = np.array([], dtype=np.uint64)

    def settle(self, draft: Draft, keys: list[str]) -> None:
        """Skip rows that are there already word for word; hold it against others that their key is taken."""
        good = np.flatnonzero(draft.good)
        key = hashes(draft.frame.loc[good, keys])
        content = hashes(draft.frame.loc[good], draft.shapes[good])
        every = np.concatenate([self._keys, key])
        contents = np.concatenate([self._contents, content])
        uniques, first = np.unique(every, return_index=True)
        earlier = first[np.searchsorted(uniques, key)]
        again = earlier != np.arange(len(self._keys), len(every))
        same = again & (contents[earlier] == content)
        draft.leave(_at(good[same], len(draft.rows)), "twice")
        name = draft.frame[keys].astype(str).agg(" / ".join, axis=1).to_numpy(dtype=object) if again.any() else None
        draft.blame(_at(good[again & ~same], len(draft.rows)), "key_taken", name=name)
        self._keys = every[np.r_[np.ones(len(self._keys), bool), ~again]]
        self._contents = contents[np.r_[np.ones(len(self._contents), bool), ~again]]


def _at(places: NDArray[np.intp], length: int) -> NDArray[np.bool_]:
    mask = np.zeros(length, dtype=bool)
    mask[places] = True
    return mask


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA else value.hex() if isinstance(value, bytes) else str(value)
