import sqlite3
from collections import Counter

import pytest

from corecrm.errors import RuleViolation
from corecrm.services.records import next_code
from corecrm.store.changes import Change, change_set
from corecrm.store.place import Place
from store.scene import BULK, NOW, add, added, dump, occasion, rows, run_sql, value, writing


def sets(place: Place) -> int:
    return int(value(place, "SELECT count(*) FROM change_set"))


def logged(place: Place, number: int) -> list[tuple[object, ...]]:
    kinds = "CASE WHEN before IS NULL THEN 'add' WHEN after IS NULL THEN 'delete' ELSE 'edit' END"
    return rows(place, f"SELECT noun, row_id, {kinds} FROM change WHERE change_set_id = ? ORDER BY id", number)


def test_everything_inside_is_one_change_set(place: Place) -> None:
    with writing(place, reason="年度评审", on_behalf="W0009", document="DB-2026-0031") as work:
        add(work, "C1")
        add(work, "C2")
        work.flush()
        work.db.execute("UPDATE client SET tier = 'a' WHERE code = 'C2'")
    assert logged(place, work.number) == [("client", 1, "add"), ("client", 2, "add"), ("client", 2, "edit")]
    assert work.total == 3
    header = "SELECT id, recorded_at, actor, on_behalf, document, command, reason, undoes, changes FROM change_set"
    assert rows(place, header) == [
        (1, NOW.isoformat(), "W0001", "W0009", "DB-2026-0031", "corecrm test", "年度评审", None, 3)
    ]  # fmt: skip


def test_a_row_is_logged_as_it_was_and_as_it_is(place: Place) -> None:
    added(place, "C1")
    with writing(place) as work:
        work.db.execute("UPDATE client SET tier = 'a'")
        (change,) = work.changes()
    assert isinstance(change, Change)
    assert change.before is not None
    assert change.after == {**change.before, "tier": "a"}
    assert (change.before["code"], change.before["tier"], change.before["name"]) == ("C1", None, "星河电力")


def test_nothing_changed_leaves_no_change_set(place: Place) -> None:
    with writing(place) as work:
        work.db.execute("SELECT 1")
    assert (sets(place), work.total) == (0, 0)


def test_an_update_that_leaves_rows_as_they_are_is_not_logged(place: Place) -> None:
    added(place, "C1", "C2")
    run_sql(
        place,
        "UPDATE client SET tier = 'a' WHERE code = 'C1'",
        "UPDATE client SET tier = 'a'",
        "UPDATE client SET name = name, note = NULL",
    )
    assert logged(place, 2) == [("client", 1, "edit"), ("client", 2, "edit")]


def test_sql_on_many_rows_is_logged_row_by_row(place: Place) -> None:
    with writing(place) as work:
        work.db.execute(BULK, {"prefix": "B", "count": 1000})
        work.db.execute("UPDATE client SET tier = 'b'")
        work.db.execute("DELETE FROM client WHERE id > 10")
    kinds = Counter(kind for _noun, _row, kind in logged(place, work.number))
    assert (kinds, work.total) == ({"add": 1000, "edit": 1000, "delete": 990}, 2990)


def test_replacing_a_row_is_logged_as_a_deletion_and_an_insertion(place: Place) -> None:
    added(place, "C1")
    columns = "id, code, name, relationship, pinyin, initials"
    number = run_sql(place, f"REPLACE INTO client ({columns}) VALUES (1, 'C2', '另一家', 'served', '', '')")
    assert logged(place, number) == [("client", 1, "delete"), ("client", 1, "add")]


def test_numbers_follow_each_other_even_when_a_write_failed_between(place: Place) -> None:
    numbers = [added(place, "C1")]
    with pytest.raises(RuleViolation):
        added(place, "C2", "C1")
    numbers.append(added(place, "C3"))
    assert numbers == [1, 2]


@pytest.mark.parametrize("failure", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_a_failure_inside_leaves_the_store_as_it_was(place: Place, failure: type[BaseException]) -> None:
    added(place, "C1")
    before = dump(place)

    def write() -> None:
        with writing(place) as work:
            add(work, "C2")
            work.db.execute("DELETE FROM client WHERE code = 'C1'")
            raise failure

    with pytest.raises(failure):
        write()
    assert (dump(place), sets(place)) == (before, 1)


def test_a_dry_run_sees_its_changes_and_leaves_nothing(place: Place) -> None:
    with writing(place, dry_run=True) as work:
        add(work, next_code(work.session, "HX-"))
        assert [change.after["code"] for change in work.changes() if change.after] == ["HX-0001"]
    assert work.total == 1
    assert dump(place) == {table: [] for table in dump(place)}
    assert [value(place, f"SELECT count(*) FROM {table}") for table in ("change", "change_set", "counter")] == [0, 0, 0]
    with writing(place) as work:
        assert next_code(work.session, "HX-") == "HX-0001"


def test_a_given_number_is_kept_where_nothing_else_was_written(place: Place) -> None:
    with writing(place) as work:
        next_code(work.session, "HX-")
    with writing(place) as work:
        assert next_code(work.session, "HX-") == "HX-0002"
    assert sets(place) == 0


@pytest.mark.parametrize("table", ["change", "change_set"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = id + 100",
        "DELETE FROM {}",
        "REPLACE INTO {} SELECT * FROM {} LIMIT 1",
        "INSERT OR REPLACE INTO {} SELECT * FROM {}",
    ],
)
def test_the_log_only_grows(place: Place, table: str, statement: str) -> None:
    added(place, "C1", "C2")
    before = rows(place, f"SELECT * FROM {table}")
    with pytest.raises(RuleViolation, match="the log only grows"):
        run_sql(place, statement.format(table, table))
    with pytest.raises(sqlite3.IntegrityError, match="the log only grows"):  # not even a plain tool
        rows(place, statement.format(table, table))
    assert rows(place, f"SELECT * FROM {table}") == before


def test_the_access_log_only_grows(place: Place) -> None:
    seen = f"'{NOW.isoformat()}', 'W0001', 'client', 1, 'note'"
    run_sql(place, f"INSERT INTO access_log (seen_at, actor, noun, row_id, field) VALUES ({seen})")
    for statement in (
        "UPDATE access_log SET actor = 'W2'",
        "DELETE FROM access_log",
        "REPLACE INTO access_log SELECT * FROM access_log",
    ):
        with pytest.raises(RuleViolation, match="the log only grows"):
            run_sql(place, statement)


def test_a_constraints_refusal_names_the_noun_and_rolls_back(place: Place) -> None:
    added(place, "C1", "C2")
    cases = {
        "UPDATE client SET code = 'C1'": "another client already has this value: client.code",
        "INSERT INTO client_name (client_id, name, kind) VALUES (99, 'X', 'alias')": "another record still refers to it",
        "UPDATE client SET tier = 'z'": "the store refuses the value: CHECK constraint failed: ck_client_tier",
    }
    for statement, sentence in cases.items():
        with pytest.raises(RuleViolation) as refusal:
            run_sql(place, statement)
        assert refusal.value.message == sentence
    assert sets(place) == 1


def test_the_orms_refusal_reads_the_same(place: Place) -> None:
    added(place, "C1")

    def write() -> None:
        with writing(place) as work:
            client = add(work, "C2")
            client.code = "C1"

    with pytest.raises(RuleViolation, match=r"another client already has this value: client\.code"):
        write()


def test_what_is_not_the_databases_refusal_passes_as_it_is(place: Place) -> None:
    failure = RuleViolation("no")
    with pytest.raises(RuleViolation) as refusal, change_set(place, occasion()):
        raise failure
    assert refusal.value is failure
    assert refusal.value.__cause__ is None
