"""The city's clock: instants with zone inside, the city's wall clock at the doors, the working calendar."""

from geo.clock.moment import moment
from geo.clock.workdays import CLOCKS, WorkCalendar, chinese, plain
from geo.clock.zone import day_start, now, to_city

__all__ = ["CLOCKS", "WorkCalendar", "chinese", "day_start", "moment", "now", "plain", "to_city"]
