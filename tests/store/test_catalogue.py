"""The catalogue lint: nothing to say about our database, ten things about ten seeded mistakes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from geo.store import server
from geo.store.catalogue import RULES, flaws

MISTAKES = {
    "table_open": "CREATE TABLE loose (id int); ALTER TABLE loose FORCE ROW LEVEL SECURITY",
    "table_not_forced": "ALTER TABLE incidents NO FORCE ROW LEVEL SECURITY",
    "table_without_policy": "DROP POLICY wide_reads ON city; DROP POLICY narrow_reads ON city; "
    "DROP POLICY writer_writes ON city",
    "policy_for_everybody": "CREATE POLICY all_welcome ON incidents FOR SELECT USING (true)",
    "view_as_owner": "CREATE VIEW every_incident AS SELECT * FROM incidents",
    "materialised_view": "CREATE MATERIALIZED VIEW frozen_incidents AS SELECT * FROM incidents",
    "function_as_owner": "CREATE FUNCTION peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
    "AS 'SELECT count(*) FROM incidents'",
    "login_owns": "ALTER TABLE incidents OWNER TO govmap_wide",
    "role_bypasses": "ALTER ROLE govmap_narrow BYPASSRLS",
    "login_is_member": "GRANT govmap_owner TO govmap_narrow",
    "login_may_too_much": "GRANT DELETE ON audit TO govmap_writer",
    "schema_open": "GRANT CREATE ON SCHEMA public TO PUBLIC",
}


@pytest.fixture
def superuser(database: str) -> Iterator[Connection]:
    engine = create_engine(server.url(database=database))
    with engine.connect() as connection:
        yield connection
        connection.rollback()  # roles are shared by all databases: no mistake may stay
    engine.dispose()


class TestTheCatalogueLint:
    def test_finds_nothing_in_a_migrated_database(self, superuser: Connection) -> None:
        assert flaws(superuser) == []

    @pytest.mark.parametrize("rule", MISTAKES)
    def test_finds_a_seeded_mistake(self, superuser: Connection, rule: str) -> None:
        superuser.exec_driver_sql(MISTAKES[rule])

        assert rule in {flaw.rule for flaw in flaws(superuser)}

    def test_has_a_mistake_for_every_rule(self) -> None:
        assert set(MISTAKES) == set(RULES)
        assert len(MISTAKES) >= 10
