"""The grid tree as its paths write it: who stands above a node, and who below."""

from collections.abc import Hashable

import pandas as pd

SEPARATOR = "."
"""Between the codes of a path, from the root down."""


def path(written: str) -> list[str]:
    """Give the codes of a path from the root down.

    Examples
    --------
    >>> path("D.S1.G7")
    ['D', 'S1', 'G7']
    """
    return written.split(SEPARATOR)


def lineages(nodes: pd.DataFrame) -> dict[str, list[str]]:
    """Give for every node the codes from the root down to itself.

    Parameters
    ----------
    nodes
        Treaty `GRIDS` or a part of it, with ``path``.
    """
    return {str(code): path(written) for code, written in nodes["path"].items()}


def below(nodes: pd.DataFrame, *above: str) -> "pd.Index[str]":
    """Give the nodes that are, or lie below, one of some nodes.

    Examples
    --------
    >>> nodes = pd.DataFrame({"path": ["D", "D.A", "D.B", "D.A.A1"]}, index=["D", "A", "B", "A1"])
    >>> below(nodes, "A").tolist()
    ['A', 'A1']
    """
    wanted = set(above)
    return nodes.index[[not wanted.isdisjoint(path(written)) for written in nodes["path"]]]


def above(nodes: pd.DataFrame, level: str) -> dict[Hashable, str]:
    """Give for every node the one of a level above it (or itself); nodes without one are left out.

    Examples
    --------
    >>> nodes = pd.DataFrame({"path": ["D", "D.A"], "level": ["district", "grid"]}, index=["D", "A"])
    >>> above(nodes, "district")
    {'D': 'D', 'A': 'D'}
    """
    wanted = set(nodes.index[nodes["level"] == level])
    found = {code: [one for one in path(written) if one in wanted] for code, written in nodes["path"].items()}
    return {code: over[0] for code, over in found.items() if over}
