"""Instants and the city's wall clock; periods are half-open."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Give this instant, in UTC."""
    return datetime.now(UTC)


def to_city(instant: datetime, zone: str) -> datetime:
    """Give an instant as the city's wall clock shows it.

    Examples
    --------
    >>> to_city(datetime(2026, 1, 1, 16, tzinfo=UTC), "Asia/Shanghai").isoformat()
    '2026-01-02T00:00:00+08:00'
    """
    if instant.tzinfo is None:
        raise ValueError("an instant carries its zone")
    return instant.astimezone(ZoneInfo(zone))


def day_start(day: date, zone: str) -> datetime:
    """Give the instant at which a day begins in the city."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
