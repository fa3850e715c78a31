"""Errors a reader can put right: each says what is wrong, where, and what to do, in the reader's language."""

from geo.i18n import text


class GeoError(Exception):
    """Base of everything a reader can put right.

    Parameters
    ----------
    key
        Where the sentence stands in the locale files, ``noun.errors.name``; the table there holds
        ``fact`` (what is wrong, with its place) and ``remedy`` (what to do).
    **params
        The values both sentences name: file, row, column, value …

    Examples
    --------
    >>> from geo.i18n import speaking
    >>> with speaking("en"):
    ...     print(NotMetricError("frames.errors.not_metric", noun="streets", crs="EPSG:4326", metric="EPSG:4549"))
    streets must be in metres, but its CRS is EPSG:4326. Project it first: streets.to_crs("EPSG:4549").
    """

    def __init__(self, key: str, /, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params

    @property
    def fact(self) -> str:
        """What is wrong, and where."""
        return text(f"{self.key}.fact", **self.params)

    @property
    def remedy(self) -> str:
        """What the reader can do about it."""
        return text(f"{self.key}.remedy", **self.params)

    def __str__(self) -> str:
        gap = "" if self.fact.endswith("。") else " "
        return f"{self.fact}{gap}{self.remedy}"


class BadInputError(GeoError):
    """A file, a form field or an address of ours holds something that cannot be taken."""


class NotMetricError(GeoError):
    """A table that must be in metres is not."""


class NotAllowedError(GeoError):
    """The actor may not do this."""


class NotFoundError(GeoError):
    """The thing asked for is not there (or not there for this actor)."""


class ServerError(GeoError):
    """The database server cannot be made, started or reached."""


class StaleError(GeoError):
    """Somebody else has moved the thing on meanwhile."""


class TooLongError(GeoError):
    """The database was stopped because an answer took longer than its reader should wait."""
