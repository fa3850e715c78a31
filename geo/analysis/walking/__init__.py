"""Walking times between places on the network, and the compiled searches behind them."""

from geo.analysis.walking.times import Legs, Pairs, Places, by_edge, legs, nearest, nearest_nodes, nodes_each

__all__ = ["Legs", "Pairs", "Places", "by_edge", "legs", "nearest", "nearest_nodes", "nodes_each"]
