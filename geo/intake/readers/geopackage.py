"""A GeoPackage is a database, and a database can be a program: only plain tables are let through to GDAL.

SQLite runs what a schema says: a virtual table can read a file of this machine (SpatiaLite's VirtualText, which GDAL
brings along, reads any text file), a view can count without end. So the schema is looked at first, by Python's own
SQLite, which knows none of those modules.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from geo.errors import BadInputError

_NAME = r"""(?:"(?:[^"]|"")+"|\[[^\]]+\]|`[^`]+`|'(?:[^']|'')+'|\w+)"""
_TABLE = re.compile(rf"CREATE TABLE\s+{_NAME}\s*\(", re.IGNORECASE)
_INDEX = re.compile(rf"CREATE VIRTUAL TABLE\s+{_NAME}\s+USING\s+rtree\s*\([\s\w\",`\[\]']*\)", re.IGNORECASE)
_OLD_VIEWS = frozenset({"spatial_ref_sys", "st_spatial_ref_sys", "geometry_columns", "st_geometry_columns"})
"""Views that the first edition of the format prescribed; GDAL does not ask them, and they are no layers."""
_COMPUTED = (2, 3)


def only_tables(path: Path) -> None:
    """Stop a GeoPackage whose schema holds anything that computes or reaches outside.

    Raises
    ------
    BadInputError
        If it does: names the table or view.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            for kind, name, written in connection.execute("SELECT type, name, sql FROM sqlite_master"):
                if _computes(connection, kind, name, written or ""):
                    raise BadInputError("intake.errors.gpkg_program", file=path.name, table=str(name)[:80])
    except sqlite3.Error as error:
        raise BadInputError("intake.errors.unreadable", file=path.name, detail=str(error)[:200]) from None


def _computes(connection: sqlite3.Connection, kind: str, name: str, written: str) -> bool:
    if kind == "view":
        return name not in _OLD_VIEWS
    if kind != "table" or _INDEX.fullmatch(written):
        return False
    if not _TABLE.match(written) and not name.startswith("sqlite_"):
        return True
    columns = connection.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,))
    return any(hidden in _COMPUTED for (hidden,) in columns)
