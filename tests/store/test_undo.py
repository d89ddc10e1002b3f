import json
from datetime import date

import pytest

from corecrm.errors import NotFound, RuleViolation
from corecrm.fields.client import NameKind
from corecrm.models.client import Client
from corecrm.models.period import Closing
from corecrm.services import client as clients
from corecrm.services.records import get, next_code
from corecrm.store.changes import ChangeSet
from corecrm.store.place import Place
from store.scene import BULK, add, added, dump, rows, run_sql, taken_back, tampered, value, writing


def refused(place: Place, number: int) -> RuleViolation:
    with pytest.raises(RuleViolation) as refusal:
        taken_back(place, number)
    assert refusal.value.exit_code == 5
    return refusal.value


def with_three_clients(place: Place) -> None:
    with writing(place) as work:
        for code, number in (("C1", "911100007109310534"), ("C2", None), ("C3", None)):
            clients.add_name(work.session, add(work, code, name=f"星河{code}", identity_no=number), f"星{code}", NameKind.alias)


def insert(work: ChangeSet) -> None:
    add(work, next_code(work.session, "HX-"))


def insert_many(work: ChangeSet) -> None:
    work.db.execute(BULK, {"prefix": "B", "count": 500})


def update(work: ChangeSet) -> None:
    clients.edit(
        work.session,
        get(work.session, Client, 1),
        {"name": "星河换名", "tier": "a", "registered_on": date(2020, 2, 29), "note": "“”\n\\'"},
    )


def update_many_times(work: ChangeSet) -> None:
    for tier in "abc":
        work.db.execute("UPDATE client SET tier = ?", (tier,))


def swap_unique_values(work: ChangeSet) -> None:
    for statement in ("code = 'X' WHERE id = 1", "code = 'C1' WHERE id = 2", "code = 'C2' WHERE code = 'X'"):
        work.db.execute(f"UPDATE client SET {statement}")


def delete(work: ChangeSet) -> None:
    work.db.execute("DELETE FROM client_name WHERE client_id = 2")


def delete_child_and_parent(work: ChangeSet) -> None:
    work.db.execute("DELETE FROM client_name WHERE client_id = 1")
    work.db.execute("DELETE FROM client WHERE id = 1")


def delete_parent_before_child(work: ChangeSet) -> None:
    work.db.execute("PRAGMA defer_foreign_keys=ON")
    work.db.execute("DELETE FROM client")
    work.db.execute("DELETE FROM client_name")


def insert_parent_and_child(work: ChangeSet) -> None:
    clients.add_name(work.session, add(work, "C9"), "星九", NameKind.former)


def replace(work: ChangeSet) -> None:
    work.db.execute("REPLACE INTO client_name (id, client_id, name, kind) VALUES (1, 3, '换主', 'alias')")


def insert_and_delete_again(work: ChangeSet) -> None:
    add(work, "C8")
    work.flush()
    work.db.execute("DELETE FROM client WHERE code = 'C8'")
    work.db.execute("UPDATE client SET tier = 'b' WHERE id = 3")


def several_nouns(work: ChangeSet) -> None:
    work.session.add(Closing(code="CL-0001", closed_to=date(2026, 6, 30), closed_on=date(2026, 7, 3)))
    add(work, "C7")


@pytest.mark.parametrize(
    "act",
    [
        insert,
        insert_many,
        update,
        update_many_times,
        swap_unique_values,
        delete,
        delete_child_and_parent,
        delete_parent_before_child,
        insert_parent_and_child,
        replace,
        insert_and_delete_again,
        several_nouns,
    ],
    ids=lambda act: act.__name__,
)
def test_undo_redo_and_undo_again_restore_every_row(place: Place, act: object) -> None:
    assert callable(act)
    with_three_clients(place)
    before = dump(place)
    with writing(place) as work:
        act(work)
    after = dump(place)
    assert after != before
    number = taken_back(place, work.number)
    assert dump(place) == before
    for expected in (after, before, after, before):
        number = taken_back(place, number)
        assert dump(place) == expected


def test_an_undone_records_id_is_not_given_to_another(place: Place) -> None:
    taken_back(place, added(place, "C1"))
    added(place, "C2")
    assert rows(place, "SELECT id, code FROM client") == [(2, "C2")]


def test_an_undo_says_what_it_undoes(place: Place) -> None:
    number = taken_back(place, added(place, "C1"))
    assert value(place, "SELECT undoes FROM change_set WHERE id = ?", number) == 1


def test_only_a_change_set_can_be_undone(place: Place) -> None:
    with pytest.raises(NotFound, match="no change set 7"):
        taken_back(place, 7)


def test_a_row_changed_since_names_the_record_and_the_last_change(place: Place) -> None:
    with_three_clients(place)
    run_sql(place, "UPDATE client SET tier = 'a' WHERE id = 2")
    run_sql(place, "UPDATE client SET tier = 'b' WHERE id = 2")
    run_sql(place, "UPDATE client SET tier = 'c' WHERE id = 1")
    before = dump(place)
    refusal = refused(place, 2)
    assert refusal.message == "change set 2 cannot be undone: client C2 was changed since by change set 3"
    assert (refusal.hint, refusal.details) == ("undo that one first: corecrm undo 3", {"later": 3})
    assert dump(place) == before


def test_a_row_deleted_since_names_the_deletion(place: Place) -> None:
    added(place, "C1")
    run_sql(place, "DELETE FROM client")
    assert refused(place, 1).message == "change set 1 cannot be undone: client C1 was changed since by change set 2"


def test_what_is_undone_already_is_not_undone_twice(place: Place) -> None:
    taken_back(place, added(place, "C1"))
    assert refused(place, 1).details == {"later": 2}


def test_a_row_changed_and_changed_back_may_be_undone(place: Place) -> None:
    added(place, "C1")
    run_sql(place, "UPDATE client SET tier = 'a'")
    run_sql(place, "UPDATE client SET tier = NULL")
    taken_back(place, 1)
    assert dump(place)["client"] == []


def test_a_record_that_a_later_one_refers_to_stays(place: Place) -> None:
    added(place, "C1")
    run_sql(place, "INSERT INTO client_name (client_id, name, kind) VALUES (1, '星一', 'alias')")
    refusal = refused(place, 1)
    assert refusal.message == "change set 1 cannot be undone: change set 2 (client C1) refers to a client that it added"
    assert refusal.details == {"later": 2}
    assert value(place, "SELECT count(*) FROM client") == 1


def test_a_part_whose_record_was_deleted_since_stays_deleted(place: Place) -> None:
    with_three_clients(place)
    run_sql(place, "DELETE FROM client_name WHERE client_id = 2")
    run_sql(place, "DELETE FROM client WHERE id = 2")
    refusal = refused(place, 2)
    assert refusal.message == "change set 2 cannot be undone: client C2 refers to a client that change set 3 deleted"
    assert refusal.details == {"later": 3}


def test_a_unique_value_given_away_since_names_its_holder(place: Place) -> None:
    with_three_clients(place)
    run_sql(place, "UPDATE client SET code = 'D' || id")
    added(place, "C2")
    refusal = refused(place, 2)
    assert refusal.message == "change set 2 cannot be undone: C2 has been given to client C2 since, by change set 3"
    assert refusal.details == {"later": 3}


def test_a_unique_pair_given_away_since_names_its_holder(place: Place) -> None:
    with_three_clients(place)
    run_sql(place, "INSERT INTO client_number (client_id, system, number) VALUES (1, 'core', '88')")
    run_sql(place, "DELETE FROM client_number")
    run_sql(place, "INSERT INTO client_number (client_id, system, number) VALUES (3, 'core', '88')")
    assert refused(place, 3).message == "change set 3 cannot be undone: core 88 has been given to client C3 since, by change set 4"


def test_a_unique_value_taken_without_a_change_set_is_refused_in_the_stores_words(place: Place) -> None:
    added(place, "C1", "C2")
    run_sql(place, "DELETE FROM client WHERE code = 'C2'")
    tampered(place, "UPDATE client SET code = 'C2'")
    assert refused(place, 2).message == "change set 2 cannot be undone: UNIQUE constraint failed: client.code"


def test_a_setting_is_named_by_its_name(place: Place) -> None:
    run_sql(place, "INSERT INTO setting (name, value) VALUES ('bank', '示例银行')")
    run_sql(place, "UPDATE setting SET value = '另一家'")
    assert refused(place, 1).message == "change set 1 cannot be undone: setting bank was changed since by change set 2"


def test_images_from_before_a_column_was_added_still_undo(place: Place) -> None:
    with_three_clients(place)
    run_sql(place, "UPDATE client SET tier = 'a' WHERE id = 1")
    run_sql(place, "DELETE FROM client_name WHERE id IN (1, 2)")
    run_sql(place, "DELETE FROM client_name WHERE id = 3", "DELETE FROM client WHERE id = 3", "UPDATE client SET tier = 'b'")
    before = dump(place)
    grown = {
        "client": ("fax TEXT", "stars INTEGER NOT NULL DEFAULT 3", "kept TEXT NOT NULL DEFAULT 'no'"),
        "client_name": ("shown INTEGER NOT NULL DEFAULT 1",),
    }
    run_sql(place, *(f"ALTER TABLE {table} ADD COLUMN {column}" for table, columns in grown.items() for column in columns))
    for number in (4, 3, 2):
        taken_back(place, number)
    assert rows(place, "SELECT id, tier, fax, stars, kept FROM client") == [
        (1, None, None, 3, "no"),
        (2, None, None, 3, "no"),
        (3, None, None, 3, "no"),
    ]
    assert rows(place, "SELECT id, shown FROM client_name") == [(1, 1), (2, 1), (3, 1)]
    taken_back(place, 1)
    assert (rows(place, "SELECT * FROM client"), len(before["client"])) == ([], 2)


def test_images_from_before_a_column_was_dropped_still_undo(place: Place) -> None:
    with_three_clients(place)
    run_sql(place, "DELETE FROM client_name WHERE id = 1", "UPDATE client_name SET name = '换'")
    tampered(
        place,
        "CREATE TABLE short (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client(id), name TEXT NOT NULL) STRICT",
        "INSERT INTO short SELECT id, client_id, name FROM client_name",
        "DROP TABLE client_name",
        "ALTER TABLE short RENAME TO client_name",
    )
    taken_back(place, 2)
    assert rows(place, "SELECT name FROM client_name ORDER BY id") == [("星C1",), ("星C2",), ("星C3",)]


def test_images_hold_what_a_row_held(place: Place) -> None:
    added(place, "C1")
    image = json.loads(value(place, "SELECT after FROM change"))
    columns = [name for (name,) in rows(place, "SELECT name FROM pragma_table_info('client')")]
    assert dict(zip(columns, rows(place, "SELECT * FROM client")[0], strict=True)) == image
