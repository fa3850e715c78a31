"""What counts as a gap, a stay, an impossible speed or a street within reach when tracks are read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How fixes are read; every number can be set, each with its unit.

    The defaults suit walkers and riders whose device reports every 1–60 s with 5–15 m of noise.
    """

    gap_s: float = 120
    """A longer silence is a gap: it is drawn dotted and adds nothing."""
    gap_m: float = 200
    """A longer jump is a gap too."""
    still_s: float = 120
    """Whoever stays this long …"""
    still_m: float = 25
    """… within this distance stands still, which adds nothing."""
    step_s: float = 8
    """Fixes of so many seconds are averaged into one step, which takes noise off a walk."""
    reach_m: float = 45
    """No street is tried farther from a fix than this."""
    noise_m: float = 10
    """Usual error of one fix (one standard deviation)."""
    stub_m: float = 30
    """A side trip off a junction and back that is shorter than this is noise."""
    fastest_mps: float = 15
    """Nobody on patrol is faster, m/s."""
    longest_shift_h: float = 24
    """A fix farther from the middle of its shift than this has a wrong clock."""

    @classmethod
    def of(cls, norms: Mapping[str, float]) -> "Rules":
        """Give the rules with the city's own norms of gaps and speed."""
        return cls(gap_s=norms["patrol.gap_s"], gap_m=norms["patrol.gap_m"], fastest_mps=norms["patrol.fastest"])

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not value > 0:
                raise ValueError(f"{name} is above zero, not {value!r}")
