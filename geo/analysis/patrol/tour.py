"""One unit's round as a routing problem: which streets to walk, in which order and sense, and be back in time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

_TIME_WEIGHT = 1
_NEED_WEIGHT = 40
_MUST = 10_000_000


@dataclass(frozen=True)
class Stops:
    """What a round can serve: stop 0 is the depot; the two senses of one street are two stops with one ``choice``."""

    seconds: NDArray[np.int64]
    """From stop to stop: the way there and the walk along the street served."""
    need: NDArray[np.float64]
    """What serving the stop is worth; infinite for what must be seen."""
    choice: NDArray[np.int64]
    """Number of the street or point; at most one stop of a number is served. The depot's is −1."""


def best_round(stops: Stops, *, limit_s: int, search_s: float) -> list[int]:
    """Find a round from the depot and back within ``limit_s`` that serves as much need as can be found.

    A greedy round is improved by OR-Tools' guided local search for ``search_s`` seconds; the depot is left out.
    """
    first = _greedy(stops, limit_s)
    if search_s <= 0 or len(stops.need) < 3:
        return first
    better = _searched(stops, first, limit_s, search_s)
    return better if _worth(stops, better) >= _worth(stops, first) else first


def _worth(stops: Stops, order: list[int]) -> float:
    need = stops.need[order]
    return float(np.where(np.isinf(need), _MUST, need).sum())


def _greedy(stops: Stops, limit_s: int) -> list[int]:
    """Go on to what gives most need for its time, must-sees first, as long as the way back is left."""
    order: list[int] = []
    here, clock = 0, 0
    left = np.ones(len(stops.need), np.bool_)
    left[0] = False
    while True:
        there = clock + stops.seconds[here]
        can = left & (there + stops.seconds[:, 0] <= limit_s)
        must = can & np.isinf(stops.need)
        if must.any():
            stop = int(np.argmin(np.where(must, stops.seconds[here], np.iinfo(np.int64).max)))
        elif can.any():
            stop = int(np.argmax(np.where(can, stops.need / np.maximum(stops.seconds[here], 1), -1.0)))
            if stops.need[stop] <= 0:
                return order
        else:
            return order
        clock += int(stops.seconds[here, stop])
        left[stops.choice == stops.choice[stop]] = False
        order.append(stop)
        here = stop


def _searched(stops: Stops, first: list[int], limit_s: int, search_s: float) -> list[int]:
    manager = pywrapcp.RoutingIndexManager(len(stops.need), 1, 0)
    routing = pywrapcp.RoutingModel(manager)
    seconds = routing.RegisterTransitMatrix(stops.seconds.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix((stops.seconds * _TIME_WEIGHT).tolist()))
    routing.AddDimension(seconds, 0, int(limit_s), True, "time")
    finite = stops.need[np.isfinite(stops.need) & (stops.need > 0)]
    unit = (
        _NEED_WEIGHT * float(np.median(stops.seconds[stops.seconds > 0])) / (float(finite.mean()) if len(finite) else 1)
    )
    for choice in np.unique(stops.choice[1:]):
        members = np.flatnonzero(stops.choice == choice)
        need = stops.need[members[0]]
        routing.AddDisjunction(
            [manager.NodeToIndex(int(stop)) for stop in members], _MUST if np.isinf(need) else int(unit * need) + 1
        )
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(int(search_s * 1000))
    routing.CloseModelWithParameters(asked)
    start = routing.ReadAssignmentFromRoutes([first], True)
    found = routing.SolveFromAssignmentWithParameters(start, asked) if start else None
    if found is None:
        return first
    order, index = [], found.Value(routing.NextVar(routing.Start(0)))
    while not routing.IsEnd(index):
        order.append(int(manager.IndexToNode(index)))
        index = found.Value(routing.NextVar(index))
    return order
