"""Does the database still keep what it promises? Reads the catalogue and names every hole in the rights.

Independent of `policies`, which makes the rights: this only looks at what is there.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from geo.store.policies import LOGINS, OWNER

_OURS = (
    "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%' ESCAPE '\\'"
)
_NOT_EXTENSION = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = {oid} AND d.deptype = 'e')"

_TABLE = (
    f"c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version' AND {_OURS} AND {_NOT_EXTENSION.format(oid='c.oid')}"
)
_LOGIN_GRANT = "a.grantee IN (SELECT oid FROM pg_roles WHERE rolname = ANY (:logins)) OR a.grantee = 0"

RULES: dict[str, str] = {
    "table_open": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_TABLE} AND NOT c.relrowsecurity""",
    "table_not_forced": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_TABLE} AND NOT c.relforcerowsecurity""",
    "table_without_policy": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_TABLE} AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)""",
    "policy_for_everybody": """
        SELECT c.relname || '.' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE 0 = ANY (p.polroles)""",
    "view_as_owner": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'v' AND {_OURS} AND {_NOT_EXTENSION.format(oid="c.oid")}
          AND NOT coalesce(array_to_string(c.reloptions, ','), '') ~* 'security_invoker=(true|on|1)'""",
    "materialised_view": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'm' AND {_OURS}""",
    "function_as_owner": f"""
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND {_OURS} AND {_NOT_EXTENSION.format(oid="p.oid")}""",
    "login_owns": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_roles r ON r.oid = c.relowner
        WHERE r.rolname = ANY (:logins) AND {_OURS}""",
    "role_bypasses": """
        SELECT rolname FROM pg_roles
        WHERE rolname = ANY (:roles) AND (rolbypassrls OR rolsuper OR rolcreaterole OR rolcreatedb)""",
    "login_is_member": """
        SELECT m.rolname || ' in ' || g.rolname FROM pg_auth_members am
        JOIN pg_roles m ON m.oid = am.member JOIN pg_roles g ON g.oid = am.roleid
        WHERE m.rolname = ANY (:logins)""",
    "login_may_too_much": f"""
        SELECT DISTINCT c.relname || ' ' || a.privilege_type FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
        WHERE {_TABLE} AND ({_LOGIN_GRANT}) AND (a.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
          OR a.grantee = 0
          OR (a.privilege_type <> 'SELECT' AND a.grantee = ANY
              (SELECT oid FROM pg_roles WHERE rolname IN ('govmap_wide', 'govmap_narrow')))
          OR (a.privilege_type IN ('UPDATE', 'DELETE') AND c.relname = 'audit'))""",
    "schema_open": """
        SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a
        WHERE n.nspname = 'public' AND a.privilege_type = 'CREATE'
          AND (a.grantee = 0 OR a.grantee IN (SELECT oid FROM pg_roles WHERE rolname = ANY (:logins)))""",
}
"""Rule → query that gives the names of what breaks it."""


@dataclass(frozen=True)
class Flaw:
    """One hole: the rule it breaks and the object that does."""

    rule: str
    object: str


def flaws(connection: Connection) -> list[Flaw]:
    """Give every hole in the rights; none is what the tests want.

    Parameters
    ----------
    connection
        Any login that may read the catalogue.
    """
    told = {"logins": list(LOGINS), "roles": [OWNER, *LOGINS]}
    found: list[Flaw] = []
    for rule, query in RULES.items():
        known = {name: value for name, value in told.items() if f":{name}" in query}
        found += [Flaw(rule, str(name)) for name in connection.scalars(text(query), known)]
    return found
