"""Where the next facilities should stand: maximal covering, set covering and the worst-first mode."""

from geo.analysis.siting.problem import BANDS, Problem, candidates
from geo.analysis.siting.standing import Served, Standing
from geo.analysis.siting.suggest import Suggestion, fewest, most

__all__ = ["BANDS", "Problem", "Served", "Standing", "Suggestion", "candidates", "fewest", "most"]
