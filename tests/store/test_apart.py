"""Dated rows that contradict each other are refused by the store itself, whichever way they come and in whichever order."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corecrm.errors import RuleViolation
from corecrm.fields.ownership import EdgeKind
from corecrm.fields.staff import Position
from corecrm.rules.intervals import Interval, overlapping
from corecrm.rules.seats import held_once
from corecrm.store import sqlite
from corecrm.store.apart import GUARDS
from corecrm.store.apart import for_postgresql as constraints
from corecrm.store.audit import verify
from corecrm.store.place import Place
from corecrm.store.schema import metadata
from corecrm.store.triggers import for_postgresql
from corecrm.store.undo import undo
from store.scene import dump, rows, run_sql, taken_back, tampered, writing

SCENE = (
    "INSERT INTO institution (id, code, name, kind, pinyin, initials) VALUES (1, 'BJ', '北京分行', 'branch', '', '')",
    "INSERT INTO staff (id, code, name, pinyin, initials) VALUES (1, 'W1', '王敏', '', ''), (2, 'W2', '李强', '', '')",
    "INSERT INTO client (id, code, name, relationship, pinyin, initials)"
    " VALUES (1, 'C1', '甲', 'served', '', ''), (2, 'C2', '乙', 'served', '', ''), (3, 'C3', '丙', 'served', '', '')",
    "INSERT INTO client_group (id, code, name, level, status, parent_id, pinyin, initials)"
    " VALUES (1, 'XH', '星河', 'branch', 'core', 1, '', '')",
    "INSERT INTO product (id, code, name, name_en, line, uses_limit) VALUES (1, 'P1', '存款', 'Deposit', 'DEP', 0)",
)
CONTROL = (
    "INSERT INTO ownership (code, holder_id, owned_id, kind, valid_from, valid_to) VALUES ('{0}', {1}, 3, 'control', {2}, {3})"
)
H1, H2, NEXT = "'2026-01-01', '2026-07-01'", "'2026-06-30', NULL", "'2026-07-01', NULL"
PAIRS = {  # guard -> a row, one that overlaps it by a day, and one that does not, all but their codes
    "control": (
        f"ownership (holder_id, owned_id, kind, valid_from, valid_to, code) VALUES (1, 3, 'control', {H1},",
        f"ownership (holder_id, owned_id, kind, valid_from, valid_to, code) VALUES (2, 3, 'control', {H2},",
        f"ownership (holder_id, owned_id, kind, valid_from, valid_to, code) VALUES (2, 3, 'control', {NEXT},",
    ),
    "tie": (
        f"ownership (holder_id, owned_id, kind, valid_from, valid_to, code) VALUES (1, 3, 'minority', {H1},",
        f"ownership (holder_id, owned_id, kind, valid_from, valid_to, code) VALUES (1, 3, 'minority', {H2},",
        f"ownership (holder_id, owned_id, kind, valid_from, valid_to, code) VALUES (1, 3, 'guarantee', {H2},",
    ),
    "manager_of_group": (
        f"seat (group_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 'group_manager', {H1},",
        f"seat (group_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 2, 'group_manager', {H2},",
        f"seat (group_id, client_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 2, 'group_manager', {H2},",
    ),
    "manager_of_client": (
        f"seat (group_id, client_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 1, 'local_manager', {H1},",
        f"seat (client_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 2, 'local_manager', {H2},",
        f"seat (client_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 2, 'group_manager', {H2},",
    ),
    "seat_for_group": (
        f"seat (group_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 'support', {H1},",
        f"seat (group_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 'support', {H2},",
        f"seat (group_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 2, 'support', {H2},",
    ),
    "seat_for_client": (
        f"seat (client_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 'support', {H1},",
        f"seat (client_id, staff_id, role, valid_from, valid_to, code) VALUES (1, 1, 'support', {H2},",
        f"seat (client_id, staff_id, role, valid_from, valid_to, code) VALUES (2, 1, 'support', {H2},",
    ),
    "holding": (
        f"holding (client_id, product_id, valid_from, valid_to, code) VALUES (1, 1, {H1},",
        f"holding (client_id, product_id, valid_from, valid_to, code) VALUES (1, 1, {H2},",
        f"holding (client_id, product_id, institution_id, valid_from, valid_to, code) VALUES (1, 1, 1, {H2},",
    ),
}
POST = "INSERT INTO post (staff_id, institution_id, position, valid_from, valid_to) VALUES (1, 1, 'support', {})"


@pytest.fixture
def scene(place: Place) -> Place:
    run_sql(place, *SCENE)
    return place


def control(code: str, holder: int, start: str, end: str | None = None) -> str:
    return CONTROL.format(code, holder, f"'{start}'", f"'{end}'" if end else "NULL")


def test_every_guard_has_a_pair_to_refuse() -> None:
    assert {*PAIRS, "post"} == {guard.name for guard in GUARDS}


@pytest.mark.parametrize("name", PAIRS)
def test_rows_that_share_a_day_are_refused_by_the_store(scene: Place, name: str) -> None:
    first, overlapping_row, apart = (f"INSERT INTO {text} '{code}')" for text, code in zip(PAIRS[name], "ABC", strict=True))
    run_sql(scene, first)
    with pytest.raises(RuleViolation, match=r"B \(2026-06-30 →\) and .* A \(2026-01-01 → 2026-07-01\) overlap: ") as refused:
        run_sql(scene, overlapping_row)
    assert refused.value.exit_code == 5
    run_sql(scene, apart)
    assert rows(scene, "SELECT * FROM in_doubt") == []
    assert verify(scene).faults == []


def test_the_same_post_twice_names_the_person(scene: Place) -> None:
    run_sql(scene, POST.format(H1))
    with pytest.raises(RuleViolation, match=r"staff W1 \(2026-06-30 →\) and staff W1 \(2026-01-01 → 2026-07-01\) overlap"):
        run_sql(scene, POST.format(H2))
    run_sql(scene, POST.format(NEXT))


def test_an_edit_into_anothers_days_is_refused_and_leaves_nothing(scene: Place) -> None:
    run_sql(scene, control("A", 1, "2026-01-01", "2026-07-01"), control("B", 2, "2026-07-01"))
    before = dump(scene)
    for statement in (
        "UPDATE ownership SET valid_to = '2026-07-02' WHERE code = 'A'",
        "UPDATE ownership SET valid_to = NULL WHERE code = 'A'",
        "UPDATE ownership SET valid_from = '2026-06-30' WHERE code = 'B'",
        "UPDATE ownership SET valid_from = '2025-01-01' WHERE code = 'B'",
        "INSERT OR REPLACE INTO ownership SELECT id, code, holder_id, owned_id, kind, pct, '2026-01-01', NULL, note"
        " FROM (SELECT * FROM ownership WHERE code = 'B')",
    ):
        with pytest.raises((RuleViolation, sqlite3.Error)):
            run_sql(scene, statement)
        assert dump(scene) == before


def test_another_kind_of_tie_is_another_matter_until_it_becomes_control(scene: Place) -> None:
    run_sql(scene, control("A", 1, "2026-01-01"), control("B", 2, "2026-01-01").replace("'control'", "'minority'"))
    with pytest.raises(RuleViolation, match="a client has one controlling holder at a time"):
        run_sql(scene, "UPDATE ownership SET kind = 'control' WHERE code = 'B'")


def test_the_order_of_rows_within_a_change_set_does_not_matter(scene: Place) -> None:
    run_sql(scene, control("A", 1, "2026-01-01"))
    opened_first = run_sql(scene, control("B", 2, "2026-07-01"), "UPDATE ownership SET valid_to = '2026-07-01' WHERE code = 'A'")
    one_statement = run_sql(
        scene,
        "UPDATE ownership SET valid_from = CASE code WHEN 'A' THEN '2026-07-01' ELSE '2026-01-01' END,"
        " valid_to = CASE code WHEN 'A' THEN NULL ELSE '2026-07-01' END",
    )
    swapped = dump(scene)
    taken_back(scene, one_statement)
    taken_back(scene, opened_first)
    assert rows(scene, "SELECT code, valid_from, valid_to FROM ownership") == [("A", "2026-01-01", None)]
    taken_back(scene, opened_first + 3)
    taken_back(scene, one_statement + 1)
    assert dump(scene) == swapped
    assert verify(scene).faults == []


def test_an_undo_that_would_overlap_a_later_interval_names_its_change_set(scene: Place) -> None:
    run_sql(scene, control("A", 1, "2026-01-01"))
    ended = run_sql(scene, "UPDATE ownership SET valid_to = '2026-03-01'")
    later = run_sql(scene, control("B", 2, "2026-03-01", "2026-05-01"))
    with pytest.raises(RuleViolation, match=r"cannot be undone: ownership A .* and ownership B .* overlap") as refused:
        taken_back(scene, ended)
    assert refused.value.details == {"later": later}
    taken_back(scene, later)
    taken_back(scene, ended)


def test_a_dry_run_is_refused_alike(scene: Place) -> None:
    run_sql(scene, control("A", 1, "2026-01-01", "2026-07-01"))
    with pytest.raises(RuleViolation, match="overlap"), writing(scene, dry_run=True) as work:
        work.db.execute(control("B", 2, "2026-06-30", "2026-08-01"))


def test_nothing_in_doubt_can_be_committed_without_a_seal(scene: Place) -> None:
    run_sql(scene, control("A", 1, "2026-01-01"))
    with closing(sqlite.connect(scene.file, mode="rw")) as db:
        db.change_set = 99
        db.execute("BEGIN IMMEDIATE")
        db.execute(control("B", 2, "2026-07-01"))
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            db.execute("COMMIT")


def test_rows_that_overlapped_before_there_were_guards_can_still_be_changed_and_mended(scene: Place) -> None:
    tampered_triggers = rows(scene, "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    tampered(scene, control("A", 1, "2026-01-01"), control("B", 2, "2026-07-01"), *(sql for (sql,) in tampered_triggers))
    run_sql(scene, "UPDATE ownership SET note = '待核实'")
    run_sql(scene, "UPDATE ownership SET valid_to = '2026-07-01' WHERE code = 'A'")


def test_whoever_the_rule_lets_sit_alone_the_store_lets_sit_alone() -> None:
    only = {guard.name: guard for guard in GUARDS}
    with closing(sqlite3.connect(":memory:")) as db:
        for role in Position:
            for guard, client in (("manager_of_group", "NULL"), ("manager_of_client", "7")):
                (alone,) = db.execute(
                    f"SELECT {only[guard].about('r')} FROM (SELECT '{role.value}' AS role, {client} AS client_id) r"
                ).fetchone()
                assert bool(alone) == held_once(role, covers_client=client == "7"), role


def test_a_server_keeps_the_same_rows_apart() -> None:
    statements = list(constraints())
    assert statements == list(for_postgresql(metadata()))[-len(statements) :]
    assert [text.partition(" EXCLUDE")[0] for text in statements[1:]] == [
        f'ALTER TABLE "{guard.table}" ADD CONSTRAINT apart_{guard.name}' for guard in GUARDS
    ]
    assert statements[0] == "CREATE EXTENSION IF NOT EXISTS btree_gist"
    assert statements[1] == (
        'ALTER TABLE "ownership" ADD CONSTRAINT apart_control EXCLUDE USING gist (owned_id WITH =,'
        " daterange(valid_from, valid_to) WITH &&) WHERE (kind = 'control') DEFERRABLE INITIALLY DEFERRED"
    )
    assert "(client_id WITH =, product_id WITH =, coalesce(institution_id, 0) WITH =, daterange" in statements[-1]


def test_every_dated_table_is_guarded_by_columns_that_it_has() -> None:
    tables = metadata().tables
    assert {guard.table for guard in GUARDS} == {name for name, table in tables.items() if "valid_to" in table.columns}
    for guard in GUARDS:
        assert {*guard.same, *guard.maybe} <= set(tables[guard.table].columns.keys())
        assert all(tables[guard.table].columns[name].nullable for name in guard.maybe)


FIRST = date(2026, 1, 1)
days = st.integers(0, 6).map(lambda number: FIRST + timedelta(number))
intervals = st.builds(lambda start, length: Interval(start, start + timedelta(length) if length else None), days, st.integers(0, 3))
edges = st.tuples(st.integers(1, 2), st.sampled_from([EdgeKind.control, EdgeKind.minority]), intervals)


@contextmanager
def copied(scene: Place) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(scene.file, Path(folder) / "bank.db")
        yield Place(path=Path(folder) / "bank.db")


Edge = tuple[int, EdgeKind, Interval]
in_any_order = st.lists(edges, min_size=2, max_size=4).flatmap(st.permutations)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(in_any_order)
def test_the_store_refuses_exactly_what_the_rules_refuse(scene: Place, wanted: list[Edge]) -> None:
    check_that_store_and_rules_agree(scene, wanted)


@pytest.mark.soak
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(in_any_order)
def test_the_store_refuses_what_the_rules_refuse_for_long(scene: Place, wanted: list[Edge]) -> None:
    check_that_store_and_rules_agree(scene, wanted)


def check_that_store_and_rules_agree(scene: Place, wanted: list[Edge]) -> None:
    """And a set that the store took is undone and redone, in whichever order its rows came."""
    clash = any(
        overlapping(one[2], [other[2]]) and one[1] is other[1] and (one[1] is EdgeKind.control or one[0] == other[0])
        for place, one in enumerate(wanted)
        for other in wanted[place + 1 :]
    )
    with copied(scene) as place:
        statements = [
            control(f"E{number}", holder, str(span.start), str(span.end) if span.end else None).replace(
                "'control'", f"'{kind.value}'"
            )
            for number, (holder, kind, span) in enumerate(wanted)
        ]
        if clash:
            with pytest.raises(RuleViolation, match="overlap"):
                run_sql(place, *statements)
            return
        before = dump(place)
        number = run_sql(place, *statements)
        after = dump(place)
        taken_back(place, number)
        assert dump(place) == before
        with writing(place, undoes=number + 1) as work:
            undo(work, number + 1)
        assert dump(place) == after
