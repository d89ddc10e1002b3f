"""Whatever is split, taken away and set again: the parts of every goal still fit it."""

import random
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from corecrm.errors import RuleViolation
from corecrm.fields.goal import Axis
from corecrm.models.goal import Goal
from corecrm.models.group import Group
from corecrm.models.metric import Metric
from corecrm.queries.checks_plans import GOALS
from corecrm.queries.goal import in_order, nodes
from corecrm.rules.measures import TIME_AXES, adds
from corecrm.rules.splitting import Division, Part, period_of, periods_of
from corecrm.services import goal as service
from corecrm.services.judge import judge
from corecrm.store.changes import ChangeSet, Occasion, change_set
from corecrm.store.place import Place
from corecrm.store.reader import Reader, reading
from corecrm.store.undo import undo

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
NAMED = {Axis.inst: ("I", "institution_id"), Axis.staff: ("S", "staff_id"), Axis.client: ("C", "client_id")}
METRICS = ["fee_inc", "dep_bal", "dep_adb", "payroll_new", "util"]


class Act(NamedTuple):
    """One thing done to a randomly chosen goal; the numbers choose, and are weights or amounts."""

    kind: str
    which: int
    axis: Axis
    numbers: list[int]


acts = st.builds(
    Act,
    st.sampled_from(["weights", "weights", "amounts", "set", "remove"]),
    st.integers(0, 10**6),
    st.sampled_from(list(Axis)),
    st.lists(st.integers(1, 10**9), min_size=1, max_size=3),
)


@pytest.fixture(scope="module")
def furnished(new_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A store with three institutions, members of staff and clients, and a group."""
    place = Place(path=tmp_path_factory.mktemp("goals") / "bank.db")
    place.file.write_bytes(new_store.read_bytes())
    with change_set(place, Occasion("test", "test", NOON)) as work:
        for number in (1, 2, 3):
            _insert(work, "institution", f"I{number}", kind="branch")
            _insert(work, "staff", f"S{number}")
            _insert(work, "client", f"C{number}", relationship="served")
        _insert(work, "client_group", "XH", level="branch", status="core")
    return place


def _insert(work: ChangeSet, table: str, code: str, **more: str) -> None:
    columns = ", ".join(("code", "name", "pinyin", "initials", *more))
    values = (code, code, "", "", *more.values())
    work.db.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(values))})", values)


def _division(goal: Goal, act: Act) -> Division:
    if act.axis in TIME_AXES:
        periods = periods_of(period_of(goal.period_from, goal.period_to), act.axis)[: len(act.numbers)]
        parts = [Part(period.code, {"period_from": period.start, "period_to": period.end}) for period in periods]
    elif act.axis is Axis.line:
        parts = [Part(line, {"line": line}) for line in ("DEP", "LN", "SC")[: len(act.numbers)]]
    else:
        prefix, field = {Axis.inst: ("I", "institution_id"), Axis.staff: ("S", "staff_id"), Axis.client: ("C", "client_id")}[
            act.axis
        ]
        parts = [Part(f"{prefix}{number + 1}", {field: number + 1}) for number in range(len(act.numbers))]
    numbers = act.numbers[: len(parts)]
    if act.kind == "weights":
        return Division(act.axis, parts, weights=numbers, baseline=1000)
    return Division(act.axis, parts, amounts=numbers)


def _do(work: ChangeSet, act: Act) -> None:
    session = work.session
    goals = session.exec(select(Goal).order_by(col(Goal.id))).all()
    if act.kind == "set" or not goals:
        metric = session.exec(select(Metric).where(Metric.code == METRICS[act.which % len(METRICS)])).one()
        group = session.exec(select(Group)).one()
        service.set_root(session, group=group, metric=metric, year=2026, values=service.Values(target=sum(act.numbers)))
    elif act.kind == "edit":
        service.edit(session, goals[act.which % len(goals)], service.Values(target=sum(act.numbers)))
    elif act.kind == "remove":
        service.remove(session, goals[act.which % len(goals)])
    else:
        goal = goals[act.which % len(goals)]
        before = goal.target
        parts = service.split(session, goal, _division(goal, act))
        metric = session.get_one(Metric, goal.metric_id)
        if act.kind == "weights" and adds(metric.measure, act.axis):
            assert sum(part.target for part in parts) == before


@given(st.lists(acts, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_acts_keeps_every_goal_whole(furnished: Place, steps: list[Act]) -> None:
    with change_set(furnished, Occasion("test", "test", NOON), dry_run=True) as work:
        for act in steps:
            work.db.execute("SAVEPOINT act")
            try:
                _do(work, act)
                work.flush()
            except RuleViolation:  # the command would end here, and nothing of it stay
                work.session.expunge_all()
                work.db.execute("ROLLBACK TO act")
        _holds(Reader(work.db))


def _holds(db: Reader) -> None:
    assert [finding for check in GOALS for finding in check.find(db, date(2026, 11, 23))] == []
    found = nodes(db)
    assert ([node.id for _depth, node in in_order(found)] and len(list(in_order(found))) == len(found)) or not found
    for node in found:
        siblings = [each.axis for each in found if each.parent_id == node.id and each.axis is not None]
        assert len({frozenset(TIME_AXES) if axis in TIME_AXES else axis for axis in siblings}) == len(set(siblings))
    roots = dict(
        db.rows(
            """
            WITH RECURSIVE tree(id, root) AS (
                SELECT id, id FROM goal WHERE parent_id IS NULL
                UNION ALL SELECT g.id, t.root FROM goal g JOIN tree t ON t.id = g.parent_id
            ) SELECT id, root FROM tree
            """
        )
    )
    assert roots == {node.id: node.root_id for node in found}


def _wander(place: Place, steps: int, seed: int) -> Counter[str]:
    """Random writes of goals, each a change set, and undo of any earlier one; how many stood, how many were refused."""
    chance, told, done = random.Random(seed), Counter[str](), list[int]()
    today = date(2026, 11, 23)
    for _step in range(steps):
        undone = chance.choice(done) if done and chance.random() < 0.4 else None  # of an undo too: that is redo
        occasion = Occasion("test", "test", NOON, undoes=undone)
        try:
            with change_set(place, occasion, judge=judge(today)) as work:
                if undone is None:
                    _do(work, _random_act(chance))
                else:
                    undo(work, undone)
            done += [work.number] if work.total else []
            told["undone" if undone else "done"] += 1
        except RuleViolation:
            told["undo refused" if undone else "refused"] += 1
    return told


def _random_act(chance: random.Random) -> Act:
    kind = chance.choice(["weights", "amounts", "amounts", "set", "set", "edit", "edit", "edit", "remove"])
    signs = chance.choice([(1,), (1,), (-1,), (1, -1)])
    numbers = [chance.choice(signs) * chance.randint(1, 100) for _each in range(chance.randint(1, 3))]
    return Act(kind, chance.randint(0, 10**6), chance.choice(list(Axis)), numbers)


def _copy(place: Place, folder: Path) -> Place:
    copied = Place(path=folder / "bank.db")
    copied.file.write_bytes(place.file.read_bytes())
    return copied


def test_no_part_goes_beyond_its_whole_after_a_thousand_writes_with_undo_of_any_and_redo(furnished: Place, tmp_path: Path) -> None:
    place = _copy(furnished, tmp_path)
    for seed in range(10):
        told = _wander(place, 100, seed)
        assert min(told[kind] for kind in ("done", "refused", "undone", "undo refused")) > 0
        with reading(place) as db:
            _holds(db)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_no_part_goes_beyond_its_whole_in_long_histories(furnished: Place, tmp_path: Path, seed: int) -> None:
    place = _copy(furnished, tmp_path)
    for leg in range(20):
        _wander(place, 100, 1000 * seed + leg)
        with reading(place) as db:
            _holds(db)
