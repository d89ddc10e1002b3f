"""Whatever was done, undoing all of it in reverse leaves an empty store, and redoing all of it leaves the same one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from corecrm.fields.client import NameKind, Tier
from corecrm.models.client import Client
from corecrm.services import client as clients
from corecrm.store.audit import verify
from corecrm.store.changes import ChangeSet
from corecrm.store.place import Place
from store.scene import add, dump, taken_back, writing

Step = tuple[str, int, str]
KINDS = ("add", "rename", "tier", "code", "alias", "drop_alias", "swap", "delete", "delete_all", "all_tiers")
CODES = st.integers(1, 4)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=8).filter(str.strip)
STEPS = st.tuples(st.sampled_from(KINDS), CODES, TEXTS)
SETS = st.lists(st.lists(STEPS, min_size=1, max_size=3), min_size=1, max_size=8)


def act(work: ChangeSet, step: Step) -> None:
    """Does one step to client `number`, as far as there is one."""
    kind, number, text = step
    found = work.session.exec(select(Client).where(col(Client.code) == f"C{number}")).first()
    if kind == "add":
        if found is None:
            add(work, f"C{number}", text)
    elif kind == "all_tiers":
        work.db.execute("UPDATE client SET tier = ? WHERE id % 2 = ?", (Tier.a, number % 2))
    elif kind == "delete_all":
        delete(work, None)
    elif found is not None:
        act_on(work, found, step)
    work.flush()
    work.session.expire_all()


def act_on(work: ChangeSet, client: Client, step: Step) -> None:
    kind, number, text = step
    if kind == "rename":
        clients.edit(work.session, client, {"name": text})
    elif kind == "tier":
        clients.edit(work.session, client, {"tier": list(Tier)[len(text) % 3]})
    elif kind == "code":
        client.code = f"C{number}-{client.id}"
    elif kind == "alias":
        clients.add_name(work.session, client, text, NameKind.alias)
    elif kind == "drop_alias":
        work.db.execute("DELETE FROM client_name WHERE client_id = ?", (client.id,))
    elif kind == "delete":
        delete(work, client.id)
    else:
        swap(work, number)


def delete(work: ChangeSet, client_id: int | None) -> None:
    work.db.execute("DELETE FROM client_name WHERE client_id = coalesce(:id, client_id)", {"id": client_id})
    work.db.execute("DELETE FROM client WHERE id = coalesce(:id, id)", {"id": client_id})


def swap(work: ChangeSet, number: int) -> None:
    here, there = f"C{number}", f"C{number % 4 + 1}"
    for old, new in ((here, "X"), (there, here), ("X", there)):
        work.db.execute("UPDATE client SET code = ? WHERE code = ?", (new, old))


@contextmanager
def fresh(empty_store: Path) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        yield Place(path=Path(shutil.copy(empty_store, folder)))


def check_that_undo_and_redo_mirror_each_other(place: Place, plan: list[list[Step]]) -> None:
    empty, done = dump(place), []
    for steps in plan:
        with writing(place) as work:
            for step in steps:
                act(work, step)
        done += [work.number] if work.total else []
    full = dump(place)
    undone = [taken_back(place, number) for number in reversed(done)]
    assert dump(place) == empty
    for number in reversed(undone):
        taken_back(place, number)
    assert dump(place) == full
    assert verify(place).faults == []


@given(plan=SETS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_empties_the_store_and_redoing_fills_it_again(empty_store: Path, plan: list[list[Step]]) -> None:
    with fresh(empty_store) as place:
        check_that_undo_and_redo_mirror_each_other(place, plan)


@pytest.mark.soak
@given(plan=st.lists(st.lists(STEPS, min_size=1, max_size=8), min_size=5, max_size=40))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_long_histories_undo_and_redo_too(empty_store: Path, plan: list[list[Step]]) -> None:
    with fresh(empty_store) as place:
        check_that_undo_and_redo_mirror_each_other(place, plan)
