"""The private server: made once, found by everybody, never as root, alive again after every death."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from geo.access import Actor
from geo.errors import ServerError
from geo.store.server import ADMIN, Private, binaries, lock, packages, passwords, place
from geo.store.server.outside import Outside
from geo.store.session import reading

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes users")


@contextmanager
def throw_away(mode=0o755, name="data"):
    folder = Path(tempfile.mkdtemp(prefix=f"govmap-tests-{os.getpid()}-"))
    folder.chmod(mode)
    private = Private(folder / name)
    try:
        yield private
    finally:
        lock.leave(private.data)
        private.stop()
        shutil.rmtree(folder)


@pytest.fixture
def private():
    with throw_away() as made:
        yield made


@pytest.fixture(scope="class")
def started():
    with throw_away() as made:
        made.start(durable=False)
        yield made


@contextmanager
def connected(private, role=ADMIN, **more):
    address = private.url(role, database="postgres").set(drivername="postgresql", **more)
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


def ask(private, question):
    with connected(private) as connection:
        return connection.execute(question).fetchone()[0]


def remember(private, what):
    with connected(private) as connection:
        connection.execute("CREATE TABLE remembered AS SELECT %s::text AS what", [what])


def kill(process):
    os.kill(process, 9)


class TestAPrivateServer:
    def test_has_no_network_port(self, started):
        assert ask(started, "SHOW listen_addresses") == ""

    @root_only
    def test_never_runs_as_root(self, started):
        process = started.status().process

        assert Path(f"/proc/{process}").stat().st_uid != 0

    def test_lets_nobody_in_without_the_password(self, started):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            with connected(started, password="guessed"):
                pass

    def test_keeps_its_passwords_and_socket_to_itself(self, started):
        state = started.status()
        secret = started.data / "secrets" / f"{ADMIN}.password"

        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(state.socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(state.home.stat().st_mode) == 0o700

    def test_is_found_by_a_second_start(self, started):
        assert started.start(durable=False) == started.status()

    def test_speaks_unicode_and_universal_time(self, started):
        assert ask(started, "SHOW server_encoding") == "UTF8"
        assert ask(started, "SHOW timezone") == "UTC"

    def test_is_durable_unless_told_otherwise(self, private):
        private.start()

        assert ask(private, "SHOW fsync") == "on"

    def test_says_where_it_would_be_without_starting(self, private):
        assert not private.status().running
        assert not (private.data / "postgres").exists()


class TestTwoStartersAtOnce:
    def test_get_one_server(self, private):
        program = (
            "import sys; from pathlib import Path; from geo.store.server import Private;"
            "private = Private(Path(sys.argv[1])); state = private.start(durable=False, keep=True);"
            "print(state.process, private.url('govmap_wide', database='x').password)"
        )
        line = [sys.executable, "-c", program, str(private.data)]
        both = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [one.communicate(timeout=60)[0] for one in both]

        assert said[0] == said[1]
        assert said[0].split()[0] == str(private.status().process)


class TestTheLastToLeave:
    def leave_from_another_process(self, private, **how):
        program = (
            "import sys; from pathlib import Path; from geo.store.server import Private;"
            f"Private(Path(sys.argv[1])).start(durable=False, **{how!r})"
        )
        subprocess.run([sys.executable, "-c", program, str(private.data)], check=True, timeout=60)

    def test_stops_the_server(self, private):
        self.leave_from_another_process(private)

        assert not private.status().running

    def test_leaves_it_to_those_who_stay(self, private):
        private.start(durable=False)
        self.leave_from_another_process(private)

        assert ask(private, "SELECT 1") == 1

    def test_leaves_a_kept_server_running(self, private):
        self.leave_from_another_process(private, keep=True)

        assert private.status().running

    def test_forgets_nothing_when_stopped_on_purpose(self, private):
        private.start(durable=False)
        remember(private, "湖滨")
        assert private.stop()

        with pytest.raises(ServerError, match="govmap db start"):
            private.refuse_if_stopped()
        private.start(durable=False)
        private.refuse_if_stopped()
        assert ask(private, "SELECT what FROM remembered") == "湖滨"


class TestAfterAKill:
    def test_of_the_server_nothing_is_lost(self, private):
        killed = private.start().process
        remember(private, "kept")

        kill(killed)
        again = private.start().process

        assert again != killed
        assert ask(private, "SELECT what FROM remembered") == "kept"

    def test_of_the_app_the_next_one_finds_the_server(self, private):
        program = (
            "import os, sys; from pathlib import Path; from geo.store.server import Private;"
            "print(Private(Path(sys.argv[1])).start(durable=False).process, flush=True); os.kill(os.getpid(), 9)"
        )
        line = [sys.executable, "-c", program, str(private.data)]
        left = int(subprocess.run(line, capture_output=True, text=True, check=False, timeout=60).stdout)

        assert private.start(durable=False).process == left

    def test_a_number_given_to_another_process_is_no_server(self, private):
        home = private.start(durable=False).home
        private.stop()
        as_owner = {"user": home.stat().st_uid} if os.geteuid() == 0 else {}
        with subprocess.Popen(["sleep", "60"], cwd="/", **as_owner) as other:
            stale = home / "cluster" / "postmaster.pid"
            stale.write_text(f"{other.pid}\n{home}/cluster\n0\n5432\n{home}/socket\n\n\nready\n")

            assert not private.status().running
            assert private.start(durable=False).process != other.pid
            assert other.poll() is None
            other.kill()

    def test_half_a_cluster_is_made_anew(self, private):
        private.data.mkdir()
        here = place.settle(private.data)
        here.run("mkdir", "-p", here.home / "cluster.new" / "base")
        here.write(here.home / "cluster.new" / "PG_VERSION", "15\n")

        private.start(durable=False)

        assert ask(private, "SELECT 1") == 1
        assert not (here.home / "cluster.new").exists()

    def test_a_finished_cluster_is_never_made_anew(self, private):
        question = "SELECT system_identifier FROM pg_control_system()"
        private.start(durable=False)
        before = ask(private, question)
        private.stop()

        private.start(durable=False)

        assert ask(private, question) == before

    def test_lost_passwords_are_renewed(self, private):
        private.start(durable=False)
        remember(private, "kept")
        (private.data / "secrets" / f"{ADMIN}.password").unlink()

        private.start(durable=False)

        assert ask(private, "SELECT what FROM remembered") == "kept"


class TestItsPlace:
    def test_has_a_short_socket_where_the_path_is_long(self):
        with throw_away(name="长" * 40) as private:
            state = private.start(durable=False)

            assert state.home.is_relative_to(private.data)
            assert not state.socket.is_relative_to(private.data)
            assert ask(private, "SELECT 1") == 1

            private.stop()
            assert not state.socket.exists()

    def test_knows_which_addresses_fit(self):
        assert place.fits(Path("/srv/数据/socket"))
        assert not place.fits(Path("/srv") / ("长" * 30) / "socket")
        assert not place.fits(Path("/srv/a,b/socket"))
        assert not place.fits(Path("/srv/a b/socket"))

    @root_only
    def test_is_elsewhere_where_its_user_cannot_enter(self, monkeypatch):
        with tempfile.TemporaryDirectory() as folder, throw_away(mode=0o700) as private:
            Path(folder).chmod(0o755)
            monkeypatch.setattr(place, "ELSEWHERE", Path(folder) / "govmap")
            state = private.start(durable=False)

            assert state.home.is_relative_to(folder)
            assert (private.data / "postgres").read_text().strip() == str(state.home)
            assert Private(private.data).status() == state

    @root_only
    def test_is_refused_where_somebody_else_holds_its_socket_folder(self, monkeypatch, tmp_path):
        monkeypatch.setattr(place, "_short_root", lambda: tmp_path)
        with throw_away(name="长" * 40) as private:
            private.data.mkdir()
            here = place.settle(private.data)
            short = place.socket_folder(here)
            place.socket_folder(here)  # our own is taken again
            os.chown(short, pwd.getpwnam("nobody").pw_uid, -1)

            with pytest.raises(ServerError, match="nobody"):
                private.start(durable=False)

    def test_that_was_lost_is_not_quietly_made_anew(self, tmp_path):
        (tmp_path / "postgres").write_text(f"{tmp_path}/gone\n")

        with pytest.raises(ServerError, match="gone"):
            Private(tmp_path).start(durable=False)
        assert not lock.joined(tmp_path)

    @root_only
    def test_that_belongs_to_root_is_refused(self, tmp_path):
        (tmp_path / "postgres").mkdir()

        with pytest.raises(ServerError, match="chown -R postgres"):
            Private(tmp_path).start(durable=False)


class TestAPassword:
    def test_is_made_once(self, tmp_path):
        first = passwords.secret(tmp_path, "govmap_wide")

        assert len(first) >= 32
        assert passwords.secret(tmp_path, "govmap_wide") == first
        assert passwords.secret(tmp_path, "govmap_narrow") != first

    def test_cannot_be_asked_for_outside_its_folder(self, tmp_path):
        with pytest.raises(ValueError, match="lower-case"):
            passwords.secret(tmp_path, "../govmap")

    def test_folder_is_closed_again_if_somebody_opened_it(self, tmp_path):
        passwords.folder(tmp_path).chmod(0o755)

        assert stat.S_IMODE(passwords.folder(tmp_path).stat().st_mode) == 0o700


class TestAnOutsideServer:
    def outside(self, server, data):
        return Outside(server.url(database="postgres").render_as_string(hide_password=False), data)

    def test_is_checked_and_left_running(self, server, data):
        state = self.outside(server, data).start()

        assert (state.running, state.kind) == (True, "outside")

    def test_gives_each_role_its_own_password(self, server, data):
        address = self.outside(server, data).url("govmap_wide", database="x")

        assert (address.username, address.password, address.database) == (
            "govmap_wide",
            server.secret("govmap_wide"),
            "x",
        )

    def test_that_does_not_answer_is_named_without_its_password(self, data):
        with pytest.raises(ServerError) as caught:
            Outside("postgresql://me:hidden@127.0.0.1:1/gis", data).start()

        assert "127.0.0.1:1/gis" in str(caught.value)
        assert "hidden" not in str(caught.value)

    def test_that_is_none_is_refused(self, data):
        for address in ("mysql://me@localhost/gis", "postgresql://localhost", "gis"):
            with pytest.raises(ServerError, match="postgresql://"):
                Outside(address, data).start()


class TestADatabaseForTests:
    def test_is_migrated_and_empty(self, database):
        with reading(Actor(role="leader")) as session:
            assert session.execute(text("SELECT current_database(), count(*) FROM grids")).one() == (database, 0)

    def test_is_no_longer_there_after_a_drop(self, server):
        server.create("for_a_moment")
        server.create("for_a_moment")
        assert server.exists("for_a_moment")

        server.drop("for_a_moment")

        assert not server.exists("for_a_moment")

    def test_is_never_the_applications_own(self, server, database):
        with pytest.raises(ServerError, match=database):
            server.drop(database)


class TestAnInstalledPostgreSQL:
    def installation(self, root, postgresql, postgis):
        programs, shared = root / str(postgresql) / "bin", root / str(postgresql) / "share" / "extension"
        programs.mkdir(parents=True)
        shared.mkdir(parents=True)
        for name in binaries.PROGRAMS:
            (programs / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {postgresql}.4 (Debian)'\n")
            (programs / name).chmod(0o755)
        (shared / "postgis.control").write_text(f"default_version = '{postgis}.1'\n")
        return programs

    @pytest.fixture(autouse=True)
    def nothing_else(self, monkeypatch, tmp_path):
        monkeypatch.setattr(binaries, "_FOLDERS", (f"{tmp_path}/*/bin",))
        monkeypatch.setattr(binaries, "_shared_folders", lambda folder, major: [folder.parent / "share"])
        monkeypatch.setattr(binaries.shutil, "which", lambda name: None)

    def test_is_the_newest_that_is_fit(self, tmp_path):
        self.installation(tmp_path, 15, "3.3")
        newest = self.installation(tmp_path, 17, "3.5")
        self.installation(tmp_path, 18, "3.2")

        assert binaries.find() == binaries.Binaries(17, (3, 5), newest)

    def test_of_the_clusters_own_version_is_taken(self, tmp_path):
        own = self.installation(tmp_path, 15, "3.3")
        self.installation(tmp_path, 17, "3.5")

        assert binaries.find(only=15).folder == own
        with pytest.raises(ServerError, match="16"):
            binaries.find(only=16)

    def test_that_is_too_old_is_named_with_what_to_run(self, tmp_path):
        self.installation(tmp_path, 14, "3.5")

        with pytest.raises(ServerError, match=r"PostgreSQL 14 \+ PostGIS 3\.5"):
            binaries.find()


class TestWhatToInstall:
    @pytest.fixture
    def machine(self, monkeypatch):
        def becomes(*programs, system="Linux"):
            monkeypatch.setattr(packages.shutil, "which", lambda name: name if name in programs else None)
            monkeypatch.setattr(packages.platform, "system", lambda: system)

        return becomes

    def test_is_said_for_each_platform(self, machine):
        said = {}
        for name, programs, system in (
            ("apt", ["apt-get"], "Linux"),
            ("dnf", ["dnf"], "Linux"),
            ("brew", [], "Darwin"),
            ("docker", [], "Linux"),
        ):
            machine(*programs, system=system)
            said[name] = packages.command()

        assert "apt-get install -y postgresql-15-postgis-3" in said["apt"]
        assert "dnf install -y postgresql-server" in said["dnf"]
        assert said["brew"].startswith("brew install postgis")
        assert "docker run" in said["docker"]
        assert "postgis/postgis:15" in said["docker"]

    def test_is_said_where_it_may_not_be_done(self, machine):
        machine("dnf")
        ran = []

        with pytest.raises(ServerError, match="dnf install"):
            packages.install(["postgis"], say=ran.append)
        assert ran == []

    def test_is_done_with_every_command_said_first(self, machine, monkeypatch):
        machine("apt-get", "sudo")
        ran, said = [], []
        listed = "postgresql-15-postgis-3 - x\npostgresql-17-postgis-3 - x\npostgresql-17-postgis-3-scripts - x\n"

        def run(line, **how):
            ran.append(" ".join(line))
            return subprocess.CompletedProcess(line, 0, stdout=listed, stderr="")

        monkeypatch.setattr(packages.subprocess, "run", run)
        monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)
        packages.install(["postgis", "chromium"], say=said.append)

        assert said[0] == "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -q update"
        assert said[-1].endswith("install -y --no-install-recommends postgresql-17-postgis-3 chromium")
        assert [line for line in ran if line.startswith("sudo -n env")] == [x for x in said if " env " in x]

    def test_for_the_browser_tests_is_what_is_missing(self, machine, monkeypatch, tmp_path):
        machine("chromium")
        assert "chromium" not in packages.missing_for_tests()

        machine()
        monkeypatch.setattr(packages, "Path", lambda _: tmp_path)
        assert packages.missing_for_tests() == list(packages.TESTS)
