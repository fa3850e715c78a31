"""The city's clock: instants with zone inside, the city's wall clock at the doors."""

from geo.clock.zone import day_start, now, to_city

__all__ = ["day_start", "now", "to_city"]
