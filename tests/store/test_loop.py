"""The loop in the database: order and posts are refused by it, not by a page; the clock moves matters by itself."""

import re
from datetime import date, time, timedelta

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo.access import Actor
from geo.analysis.loop import LADDER, STEPS, escalations
from geo.clock import now
from geo.errors import BadInputError, NotAllowedError, NotFoundError, StaleError
from geo.filters import Filters
from geo.frames import STAGES
from geo.store import incidents, limits, loop
from geo.store.session import reading, writing
from tests.toytown import ADMIN, EAST, HEAD_B, LEADER, SUPERVISOR_A, WEST

pytestmark = pytest.mark.usefixtures("town")

FINDER = Actor(role="grid_head", scope=("A",), post="head-a")
FIXER = Actor(role="supervisor", scope=("A",), post="works")
VERIFIER = SUPERVISOR_A
FORWARD = ("call", "respond", "handle", "verify", "evaluate")
RIGHT = {step.deed: step.right for step in STEPS}


def filed(actor=FINDER, place=WEST, **more):
    with writing(actor, "incident.file", object="a test") as session:
        return loop.file(session, loop.Report(incident_class="hazard", longitude=place[0], latitude=place[1], **more))


def step(code, deed, actor, **more):
    with writing(actor, RIGHT.get(deed, "incident.move"), object=code) as session:
        return loop.move(session, code, deed, **more)


def brought_to(stage):
    code = filed()
    for deed in FORWARD[: STAGES.index(stage)]:
        step(code, deed, VERIFIER if deed in ("verify", "evaluate") else FIXER)
    return code


def matter(code, actor=ADMIN):
    with reading(actor) as session:
        return incidents.one(session, code)


class TestAMatterFiledByClickingTheMap:
    def test_is_in_the_grid_it_lies_in_and_has_a_deadline(self):
        found = matter(filed()).iloc[0]
        assert (found["grid"], found["stage"], found["level"]) == ("A", "collected", "grid")
        assert found["due_at"] > found["collected_at"]

    def test_cannot_be_filed_outside_the_posts_reach(self):
        with pytest.raises(NotAllowedError):
            filed(place=EAST)

    @pytest.mark.parametrize("place", [(10.0, 10.0), (WEST[1], WEST[0]), (200.0, 31.0)])
    @pytest.mark.parametrize("actor", [ADMIN, FINDER])
    def test_cannot_be_filed_outside_the_city(self, actor, place):
        with pytest.raises(BadInputError):
            filed(actor, place)

    def test_goes_through_all_six_stages(self):
        code = brought_to("evaluated")
        found = matter(code).iloc[0]
        assert found["stage"] == "evaluated"
        times = [found[f"{stage}_at"] for stage in STAGES]
        assert times == sorted(times)
        with reading(LEADER) as session:
            steps = loop.steps(session, code)
        assert steps["deed"].tolist() == ["file", *FORWARD]
        assert steps["post"].tolist() == ["head-a", "works", "works", "works", "supervisor-a", "supervisor-a"]


class TestAWrongStep:
    @pytest.mark.parametrize("stage", STAGES)
    @pytest.mark.parametrize("deed", sorted({one.deed for one in STEPS}))
    def test_is_refused_by_the_database_exactly_where_the_table_has_none(self, stage, deed):
        code = brought_to(stage)
        ends = [one.end for one in STEPS if (one.deed, one.begin) == (deed, stage)]
        if ends:
            assert step(code, deed, VERIFIER) == ends[0]
        else:
            with pytest.raises(StaleError):
                step(code, deed, VERIFIER)

    def test_is_refused_when_the_table_is_written_by_hand(self):
        code = filed()
        with pytest.raises(DBAPIError, match="by a step"), writing(ADMIN, "incident.move", object=code) as session:
            session.execute(text("UPDATE incidents SET verified_at = now() WHERE code = :code"), {"code": code})

    def test_is_refused_even_with_a_made_up_post(self):
        code = brought_to("handled")
        with (
            pytest.raises(DBAPIError, match="found or fixed"),
            writing(FIXER, "incident.verify", object=code) as session,
        ):
            session.execute(
                text("INSERT INTO incident_log (code, deed, post) VALUES (:code, 'verify', 'somebody')"), {"code": code}
            )

    def test_leaves_no_trace_in_the_log(self):
        code = filed()
        with pytest.raises(StaleError):
            step(code, "verify", VERIFIER)
        with reading(ADMIN) as session:
            assert loop.steps(session, code)["deed"].tolist() == ["file"]


class TestFinderFixerAndVerifier:
    def test_are_three_posts_the_fixer_cannot_verify(self):
        code = brought_to("handled")
        with pytest.raises(NotAllowedError):
            step(code, "verify", FIXER)
        assert step(code, "verify", VERIFIER) == "verified"

    def test_are_three_posts_the_finder_cannot_fix(self):
        code = brought_to("responded")
        with pytest.raises(NotAllowedError):
            step(code, "handle", FINDER)

    def test_a_grid_head_cannot_verify_even_past_the_page(self):
        code = brought_to("handled")
        other = Actor(role="grid_head", scope=("A",), post="head-2")
        with pytest.raises(NotAllowedError), writing(other, "incident.move", object=code) as session:
            loop.move(session, code, "verify")

    def test_a_neighbour_can_neither_see_nor_move_it(self):
        code = filed()
        assert matter(code, HEAD_B).empty
        with pytest.raises(NotFoundError):
            step(code, "call", HEAD_B)
        with reading(HEAD_B) as session:
            assert loop.steps(session, code).empty


class TestOpeningAgain:
    def test_keeps_the_first_clock_and_counts(self):
        code = brought_to("evaluated")
        before = matter(code).iloc[0]
        step(code, "reopen", VERIFIER)
        found = matter(code).iloc[0]
        assert (found["stage"], found["reopened"]) == ("called", 1)
        assert found["collected_at"] == before["collected_at"]
        assert found["due_at"] == before["due_at"]


class TestHandingOver:
    def test_counts_only_a_change_of_department(self):
        code = filed()
        step(code, "call", FIXER, unit="works")
        step(code, "assign", FIXER, unit="works")
        step(code, "assign", FIXER, unit="parks")
        found = matter(code).iloc[0]
        assert (found["department"], found["handovers"]) == ("parks", 1)


class TestTheClock:
    def test_moves_an_overdue_matter_up_and_the_log_says_why(self):
        code = filed()
        with writing(ADMIN, "import", object="make it late") as session:
            session.execute(
                text("UPDATE incidents SET due_at = collected_at WHERE code = :code"),
                {"code": code},
            )
        at = pd.Timestamp(now() + timedelta(days=40))
        with writing(Actor(role="admin", post="clock"), "incident.move", object="clock") as session:
            late = loop.overdue(session, levels=LADDER[:-1])
            late = late[late.index == code]
            moves = escalations(late, at=at, calendar=limits.calendar(session),
                                lift_after=limits.lift_after(session))  # fmt: skip
            assert loop.lift(session, moves) == 1
        with reading(ADMIN) as session:
            last = loop.steps(session, code).iloc[-1]
        assert (last["deed"], last["level"], last["post"]) == ("escalate", "district", "clock")
        assert matter(code).iloc[0]["level"] == "district"


class TestCallingDepartments:
    def test_gives_each_its_own_clock_until_it_comes(self):
        code = filed()
        with writing(FIXER, "incident.move", object=code) as session:
            loop.call(session, code, ("police", "fire"), due=now() + timedelta(hours=1))
            loop.arrive(session, code, "fire")
            with pytest.raises(NotFoundError):
                loop.arrive(session, code, "parks")
        with reading(VERIFIER) as session:
            waiting = loop.calls(session, unanswered=True)
        assert waiting["department"].tolist() == ["police"]
        with reading(HEAD_B) as session:
            assert loop.calls(session).empty


class TestLimits:
    def due(self, **more):
        asked = {"incident_class": "hazard", "subclass": None, "priority": "normal", "grid": "A", **more}
        with reading(ADMIN) as session:
            since = limits.calendar(session).due_at(now(), 1, "work_days")
            return limits.due_at(session, since=since, **asked) - since

    def test_are_closest_first(self):
        with writing(ADMIN, "standards.edit", object="limits") as session:
            limits.set_limit(session, "hazard", amount=100, clock="urgent_hours")
            limits.set_limit(session, "hazard", amount=50, clock="urgent_hours", grade="A")
            limits.set_limit(session, "hazard", amount=10, clock="urgent_hours", subclass="gas")
            limits.set_grade(session, "D", "A")
            limits.set_grade(session, "B", "C")
        hours = [self.due(**one).total_seconds() / 3600
                 for one in ({}, {"grid": "B"}, {"subclass": "gas"}, {"subclass": "lamp"})]  # fmt: skip
        assert hours == [50, 100, 10, 50]

    def test_run_on_a_calendar_that_can_be_edited(self):
        with writing(ADMIN, "standards.edit", object="calendar") as session:
            limits.set_day(session, date(2031, 10, 1), works=False, note="国庆节")
            limits.set_office(session, [(time(8), time(16))])
        with reading(LEADER) as session:
            calendar = limits.calendar(session)
        assert not calendar.works(date(2031, 10, 1))
        assert calendar.office == ((time(8), time(16)),)

    def test_say_that_a_year_is_unknown_until_it_is_entered_whole(self):
        days = [date(2032, 1, 1), date(2032, 1, 3)]
        with writing(ADMIN, "standards.edit", object="calendar") as session:
            limits.set_day(session, days[0], works=False)
        with reading(LEADER) as session:
            assert limits.calendar(session).unknown_years(days) == (2032,)
        with writing(ADMIN, "standards.edit", object="calendar") as session:
            limits.set_year(session, 2032, holidays=days[:1], worked=days[1:])
        with reading(LEADER) as session:
            calendar = limits.calendar(session)
        assert calendar.unknown_years(days) == ()
        assert [calendar.works(day) for day in days] == [False, True]

    def test_are_edited_as_a_table_and_a_row_that_cannot_stand_changes_nothing(self):
        with reading(ADMIN) as session:
            before = limits.rows(session, "limits")
        with writing(ADMIN, "standards.edit", object="limits") as session:
            limits.put(session, "limits", before.assign(amount=before["amount"] + 1), seen=before)
            after = limits.rows(session, "limits")
        with pytest.raises(BadInputError), writing(ADMIN, "standards.edit", object="limits") as session:
            limits.put(session, "limits", before.assign(amount=-1.0), seen=after)
        with reading(ADMIN) as session:
            assert limits.rows(session, "limits")["amount"].tolist() == (before["amount"] + 1).tolist()

    def test_that_somebody_else_added_meanwhile_are_not_undone_by_a_save(self):
        with reading(ADMIN) as session:
            seen = limits.rows(session, "days")
        with writing(ADMIN, "standards.edit", object="calendar") as session:
            limits.set_day(session, date(2031, 5, 6), works=False)
        with pytest.raises(StaleError), writing(ADMIN, "standards.edit", object="limits days") as session:
            limits.put(session, "days", seen, seen=seen)
        with reading(ADMIN) as session:
            assert date(2031, 5, 6) in limits.rows(session, "days")["day"].tolist()

    def test_are_not_for_other_roles(self):
        with pytest.raises(NotAllowedError), writing(SUPERVISOR_A, "standards.edit", object="limits") as session:
            limits.set_office(session, [(time(9), time(12))])
        with pytest.raises(BadInputError), writing(ADMIN, "standards.edit", object="limits") as session:
            limits.set_office(session, [(time(9), time(12)), (time(11), time(17))])


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        "unit",
        [
            "13800138000",
            "一三 １３８００１３８０００",
            "110101199003070134",
            "苏A·12345",
            "a@b.org",
            "姓名:张三",
            "王女士",
        ],
    )
    def test_names_no_person(self, unit):
        code = filed()
        with pytest.raises(BadInputError, match=re.escape(unit)):
            step(code, "call", FIXER, unit=unit)
        with pytest.raises(BadInputError), writing(FIXER, "incident.move", object=code) as session:
            loop.call(session, code, (unit,), due=now())
        with pytest.raises(BadInputError):
            filed(subclass=unit)
        with pytest.raises(BadInputError), writing(ADMIN, "standards.edit", object="kind") as session:
            limits.set_kind(session, "x", incident_class="hazard", name_zh=unit, name_en="x")

    def test_may_name_any_unit(self):
        code = filed(subclass="12345 热线工单")
        assert step(code, "call", FIXER, unit="第三网格 2026-01-01 值班组") == "called"


class TestTheList:
    def test_is_turned_by_keyset_without_losing_or_doubling_a_row(self):
        seen, before = [], None
        with reading(ADMIN) as session:
            while len(found := incidents.page(session, Filters(), before=before, size=3)):
                seen += list(found.index)
                before = (found["collected_at"].iloc[-1].to_pydatetime(), found.index[-1])
            assert sorted(seen) == sorted(incidents.find(session, Filters()).index)
