"""Who sees which rows, as the database enforces it: login roles, grants and row-level security, table by table.

Three login roles own nothing and bypass nothing. ``govmap_wide`` reads for leaders and administrators with
``USING (true)`` – no condition, so that spatial indexes stay usable. ``govmap_narrow`` reads for everybody else:
only rows of the nodes the session was told (nothing told, no rows). ``govmap_writer`` writes for both, under the same
reach.
"""

from collections.abc import Iterator, Mapping

from psycopg import sql
from sqlalchemy import Connection, text

OWNER = "govmap_owner"
WIDE = "govmap_wide"
NARROW = "govmap_narrow"
WRITER = "govmap_writer"
LOGINS = (WIDE, NARROW, WRITER)

GRIDS_TOLD = "(SELECT string_to_array(current_setting('govmap.grids', true), ','))::text[]"
"""Codes of every node in the actor's reach, as the session was told; a sub-select, so it is read once a query."""
ABOVE_TOLD = "(SELECT string_to_array(current_setting('govmap.above', true), ','))::text[]"
SCOPE_TOLD = "(SELECT string_to_array(current_setting('govmap.scope', true), ','))::text[]"
ROLE_TOLD = "(SELECT current_setting('govmap.role', true))"
POST_TOLD = "(SELECT current_setting('govmap.post', true))"
WIDE_TOLD = "(SELECT current_setting('govmap.wide', true)) = 'on'"
SOMEBODY = f"{ROLE_TOLD} <> ''"


def in_reach(column: str = "grid") -> str:
    """Give the condition that a row belongs to a node in the actor's reach."""
    return f"{column} = ANY ({GRIDS_TOLD})"


def role_is(*roles: str) -> str:
    """Give the condition that the actor has one of the roles."""
    return f"{ROLE_TOLD} IN ({', '.join(f'{role!r}' for role in roles)})"


def shut(
    table: str, *, narrow: str = SOMEBODY, wide: str = "true", write: str | None = None, append_only: bool = False
) -> Iterator[str]:
    """Give the statements that shut a table and open it to the login roles.

    Parameters
    ----------
    table
        Table to shut; row-level security is enabled and forced.
    narrow
        Condition under which ``govmap_narrow`` sees a row; by default everybody who said who they are.
    wide
        Condition for ``govmap_wide``.
    write
        Condition under which ``govmap_writer`` may write a row; by default wide actors everywhere and others in
        their reach as ``narrow`` says.
    append_only
        Whether rows may be added but never changed or taken away.
    """
    written = write or f"{WIDE_TOLD} OR ({narrow})"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY wide_reads ON {table} FOR SELECT TO {WIDE} USING ({wide})"
    yield f"CREATE POLICY narrow_reads ON {table} FOR SELECT TO {NARROW} USING ({narrow})"
    yield f"GRANT SELECT ON {table} TO {WIDE}, {NARROW}, {WRITER}"
    if append_only:
        yield f"CREATE POLICY writer_reads ON {table} FOR SELECT TO {WRITER} USING ({written})"
        yield f"CREATE POLICY writer_adds ON {table} FOR INSERT TO {WRITER} WITH CHECK ({written})"
        yield f"GRANT INSERT ON {table} TO {WRITER}"
    else:
        yield f"CREATE POLICY writer_writes ON {table} FOR ALL TO {WRITER} USING ({written}) WITH CHECK ({written})"
        yield f"GRANT INSERT, UPDATE, DELETE ON {table} TO {WRITER}"


def prepare(connection: Connection, passwords: Mapping[str, str]) -> None:
    """Make the extension and the roles where they are missing, as a superuser and before any migration.

    Roles belong to the whole server, tables to one database: so this is no migration, and may run any number of times.
    """
    run = connection.exec_driver_sql
    run("CREATE EXTENSION IF NOT EXISTS postgis")
    for role in (OWNER, *LOGINS):
        run(
            f"DO $$ BEGIN CREATE ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    run(f"GRANT {OWNER} TO CURRENT_USER")
    run(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}")
    run(f"GRANT USAGE ON SCHEMA public TO {', '.join(LOGINS)}")
    run(f"GRANT SELECT ON spatial_ref_sys TO {OWNER}, {', '.join(LOGINS)}")
    database = connection.scalar(text("SELECT current_database()"))
    quoted = connection.dialect.identifier_preparer.quote(str(database))
    run(f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC")
    run(f"GRANT CONNECT, TEMPORARY ON DATABASE {quoted} TO {', '.join(LOGINS)}")
    for login in LOGINS:
        statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(login), sql.Literal(passwords[login])
        )
        run(statement.as_string())
