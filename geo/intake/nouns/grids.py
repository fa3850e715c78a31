"""Grids in: a tree whose parents are there, whose levels go down, and whose rows have an area."""

import numpy as np
import pandas as pd

from geo.frames import GRID_TYPES, LEVELS
from geo.intake import values
from geo.intake.draft import Draft, Kind, shaped
from geo.intake.ground import Ground
from geo.intake.matching import CODE, Field
from geo.tree import SEPARATOR


def finish(draft: Draft, ground: Ground) -> None:
    """Name the nameless by their code, find parents by place where the file names none, and check the tree."""
    shaped(draft, "MultiPolygon")
    frame = draft.frame
    dotted = np.array([SEPARATOR in str(code) for code in frame["code"]], dtype=bool)
    draft.blame(dotted, "dot", column="code", value=frame["code"].to_numpy(dtype=object))
    frame["name"] = frame["name"].fillna(frame["code"])
    unsaid = frame["parent"].isna().to_numpy()
    if unsaid.any():
        frame.loc[unsaid, "parent"] = _parents(draft, ground)[unsaid]
    frame.loc[frame["level"] != LEVELS[-1], "type"] = None
    _check(draft, ground)


def _parents(draft: Draft, ground: Ground) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Give for each row the lowest node of a higher level in which a point of it lies."""
    found = np.full(len(draft.frame), None, dtype=object)
    depth = np.array([_depth(level) for level in draft.frame["level"]])
    points = [None if shape is None else shape.representative_point() for shape in draft.shapes]
    for code, level, shape in zip(ground.nodes.index, ground.nodes["level"], ground.nodes.geometry, strict=True):
        for place, point in enumerate(points):
            better = found[place] is None or _depth(ground.nodes.at[found[place], "level"]) < _depth(level)
            if point is not None and _depth(level) < depth[place] and better and shape.contains(point):
                found[place] = code
    return found


def _check(draft: Draft, ground: Ground) -> None:
    """Set aside rows whose parent is nowhere or not above them; what hangs on such a row falls with it."""
    frame = draft.frame
    levels = dict(zip(ground.nodes.index, ground.nodes["level"], strict=True))
    levels |= {code: level for code, level in zip(frame["code"], frame["level"], strict=True) if not pd.isna(code)}
    parents = frame["parent"].to_numpy(dtype=object)
    told = ~pd.isna(parents)
    here = np.array([_depth(level) for level in frame["level"]])
    above = np.array([_depth(levels.get(parent)) for parent in parents])
    known_levels = np.array([levels.get(parent) for parent in parents], dtype=object)
    draft.blame(told & (above >= 0) & (here >= 0) & (above >= here), "level_order", parent=parents, level=known_levels)
    while True:
        standing = set(ground.nodes.index) | set(frame["code"][draft.good])
        orphans = draft.good & told & np.array([parent not in standing for parent in parents])
        if not orphans.any():
            return
        draft.blame(orphans, "no_parent", parent=parents)


def _depth(level: object) -> int:
    return LEVELS.index(level) if isinstance(level, str) and level in LEVELS else -1


KIND = Kind(
    "grids",
    (
        CODE,
        Field("name", values.text, ("名称", "网格名称", "单位名称", "区划名称"), free=True),
        Field(
            "level",
            values.code,
            ("级别", "层级", "网格级别", "adminlevel"),
            words="words.levels",
            codes=LEVELS,
            required=True,
        ),
        Field("type", values.code, ("类型", "网格类型", "gridtype"), words="words.grid_types", codes=GRID_TYPES),
        Field("parent", values.code, ("上级", "上级编码", "上级网格", "parentcode", "parentid", "pcode")),
        Field("households", values.count, ("户数", "常住户数", "hh")),
    ),
    "MultiPolygon",
    finish,
    whole=True,
)
