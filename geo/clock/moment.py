"""The instant at which open matters are looked at: now, or the end of an archive."""

from datetime import datetime, timedelta

LIVE = timedelta(days=7)
"""Data whose newest instant is older than this are an archive."""


def moment(newest: datetime | None, at: datetime) -> datetime:
    """Give ``at`` for live data, and the newest instant of an archive.

    In an archive of 2015 nothing is known of 2016: a matter open at its end has not been open for a decade.

    Parameters
    ----------
    newest
        Latest instant anything is known of; None where there is nothing.
    at
        Now.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment(datetime(2015, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)).year
    2015
    """
    return at if newest is None or at - newest <= LIVE else newest
