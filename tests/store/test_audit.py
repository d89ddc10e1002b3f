import pytest

from corecrm.store.audit import verify
from corecrm.store.changes import GENESIS
from corecrm.store.place import Place
from store.scene import BULK, added, run_sql, taken_back, tampered, value, writing


@pytest.fixture
def written(place: Place) -> Place:
    """A store with four change sets."""
    added(place, "C1", "C2")
    run_sql(place, "UPDATE client SET tier = 'a' WHERE code = 'C1'")
    taken_back(place, 2)
    run_sql(place, "DELETE FROM client WHERE code = 'C2'")
    return place


def faulty(place: Place) -> list[int]:
    return [number for number, _sentence in verify(place).faults]


def test_an_untouched_log_is_proven(written: Place) -> None:
    proof = verify(written)
    assert (proof.checked, proof.faults) == (4, [])
    assert proof.last == value(written, "SELECT hash FROM change_set WHERE id = 4")


def test_an_empty_log_is_proven(place: Place) -> None:
    proof = verify(place)
    assert (proof.checked, proof.faults, proof.last) == (0, [], GENESIS)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE change SET after = replace(after, '星', '昱') WHERE id = 1", 1),
        ("UPDATE change SET before = replace(before, 'null', 'nul1') WHERE id = 3", 2),
        ("UPDATE change SET row_id = 2 WHERE id = 3", 2),
        ("UPDATE change SET noun = 'cliemt' WHERE id = 4", 3),
        ("UPDATE change_set SET actor = 'W0002' WHERE id = 3", 3),
        ("UPDATE change_set SET reason = '' WHERE id = 3", 3),
        ("UPDATE change_set SET undoes = 1 WHERE id = 3", 3),
        ("UPDATE change_set SET recorded_at = '2026-11-23T02:00:01+00:00' WHERE id = 4", 4),
    ],
)
def test_one_edited_byte_is_found_in_its_change_set(written: Place, statement: str, number: int) -> None:
    tampered(written, statement)
    assert faulty(written) == [number]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_change_set_taken_out_breaks_the_chain_behind_it(written: Place, number: int) -> None:
    tampered(written, f"DELETE FROM change WHERE change_set_id = {number}", f"DELETE FROM change_set WHERE id = {number}")
    assert faulty(written) == [number + 1]


def test_a_change_set_cut_off_the_end_is_missed(written: Place) -> None:
    tampered(written, "DELETE FROM change WHERE change_set_id = 4", "DELETE FROM change_set WHERE id = 4")
    assert verify(written).faults == [(4, "is gone")]


def test_changes_without_their_change_set_are_found(written: Place) -> None:
    tampered(written, "DELETE FROM change_set WHERE id = 2")
    assert verify(written).faults == [(3, "does not follow the change set before it"), (2, "is gone, but its changes are there")]


def test_a_change_taken_out_or_put_in_is_counted(written: Place) -> None:
    tampered(written, "DELETE FROM change WHERE id = 1", "UPDATE change SET change_set_id = 3 WHERE id = 3")
    assert verify(written).faults == [
        (1, "has 1 changes instead of 2"),
        (2, "has 0 changes instead of 1"),
        (3, "has 2 changes instead of 1"),
    ]


def test_swapped_changes_are_found(written: Place) -> None:
    tampered(written, *(f"UPDATE change SET id = {new} WHERE id = {old}" for old, new in ((1, 99), (2, 1), (99, 2))))
    assert faulty(written) == [1]


def test_swapped_change_sets_are_found(written: Place) -> None:
    swap = [(2, 99), (4, 2), (99, 4)]
    tampered(
        written,
        *(f"UPDATE change_set SET id = {new} WHERE id = {old}" for old, new in swap),
        *(f"UPDATE change SET change_set_id = {new} WHERE change_set_id = {old}" for old, new in swap),
    )
    assert set(faulty(written)) == {2, 3, 4}


def test_a_resealed_change_set_breaks_the_one_behind_it(written: Place) -> None:
    tampered(written, f"UPDATE change_set SET hash = '{'f' * 64}' WHERE id = 2")
    assert faulty(written) == [2, 3]


def test_an_edit_of_the_file_itself_is_found(written: Place) -> None:
    content, name = written.file.read_bytes(), "星河电力".encode()
    places = [at for at in range(len(content)) if content.startswith(name, at)]
    found = 0
    for at in places:
        written.file.write_bytes(content[:at] + b"\xe6\x98\xb1" + content[at + 3 :])
        found += bool(faulty(written))
    images = value(written, "SELECT count(before) + count(after) FROM change")
    assert found >= images  # the other places are the clients themselves, their index, and what is no longer in use


def test_a_large_change_set_is_sealed_in_chunks(place: Place) -> None:
    with writing(place) as work:
        work.db.execute(BULK, {"prefix": "B", "count": 6000})
    assert verify(place).faults == []
    tampered(place, "UPDATE change SET after = replace(after, 'B6000', 'B6001') WHERE id = 6000")
    assert faulty(place) == [1]
