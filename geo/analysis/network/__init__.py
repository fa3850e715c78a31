"""The walking network: streets joined into a graph, and places put on it."""

from geo.analysis.network.build import Lines, as_lines, build, joined, walkable
from geo.analysis.network.graph import Network, Pace
from geo.analysis.network.snap import BARRIERS, REASONS, Doorways, Spots

__all__ = [
    "BARRIERS", "REASONS", "Doorways", "Lines", "Network", "Pace", "Spots", "as_lines", "build", "joined", "walkable",
]  # fmt: skip
