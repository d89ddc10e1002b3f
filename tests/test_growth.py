"""What one record costs does not depend on how many others there are, and no walk through what is stored goes on for ever."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Crm, _alone
from corecrm.queries.log import last_undo, last_undoable
from corecrm.store.place import Place
from corecrm.store.reader import reading
from large_bank import write_bank
from reading import Scans, bounded, counted, lines, lists_of_one, stored, whole_lines, writing_counted

BIG = ("actual", "change", "goal", "client", "task")
NAMED = {"client", "goal", "task"}
DAY = ("--date", "2026-11-23")


def words_of(words: tuple[str, ...]) -> str:
    return " ".join(words)


@pytest.mark.parametrize("words", [*lines(), *lists_of_one()], ids=words_of)
def test_a_command_about_one_record_goes_through_no_big_table(words: tuple[str, ...], demo: Crm) -> None:
    scans = Scans(BIG)
    with scans.watching():
        demo(*words, "--json", *DAY)
    if words[0] == "find":  # a part of a name stands anywhere in it: names are read from end to end, facts and the log never
        scans.found = [found for found in scans.found if found[0] not in NAMED]
    assert scans.found == []


CIRCLES = {
    "institution_circle": "UPDATE institution SET parent_id = (SELECT id FROM institution WHERE code = 'BJ01') WHERE code = 'BJ'",
    "report_circle": """
        UPDATE post SET reports_to_id = (SELECT id FROM staff WHERE code = 'W0002') WHERE staff_id = (
            SELECT p.reports_to_id FROM post p JOIN staff s ON s.id = p.staff_id WHERE s.code = 'W0002' AND p.valid_to IS NULL)
    """,
    "control_circle": """
        INSERT INTO ownership (code, holder_id, owned_id, kind, pct, valid_from)
        SELECT 'OW-ROUND', o.owned_id, g.parent_id, 'control', 600000, '2020-01-01'
        FROM client_group g JOIN ownership o ON o.holder_id = g.parent_id WHERE g.code = 'XH' LIMIT 1
    """,
    "goal_trees": """
        UPDATE goal SET axis = 'inst', parent_id = (SELECT id FROM goal WHERE code = 'G-2026-XH/fee_inc/BJ')
        WHERE code = 'G-2026-XH/fee_inc'
    """,
}
STEPS, LINES = 20_000_000, 3_000_000  # many times what any command takes in the demo bank


@pytest.fixture(scope="module")
def round_store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo bank in which everything that can stand above something stands above itself."""
    path = tmp_path_factory.mktemp("round") / "bank.db"
    shutil.copy(demo_store, path)
    stored(path, *CIRCLES.values())
    return path


@pytest.fixture
def going_round(round_store: Path, crm: Crm) -> Crm:
    shutil.copy(round_store, crm.db)
    return crm


@pytest.mark.parametrize("words", [*lines(), *lists_of_one(), *whole_lines()], ids=words_of)
def test_a_walk_ends_whatever_is_stored(words: tuple[str, ...], going_round: Crm) -> None:
    ends = 3 if words[0] == "check" or words[1:2] == ("check",) else 0
    with counted(most=STEPS), bounded(LINES, "corecrm.queries", "corecrm.reports", "corecrm.rules"):
        going_round(*words, "--json", *DAY, code=ends)


@pytest.mark.parametrize("check", CIRCLES)
def test_a_circle_is_found_by_its_check(check: str, going_round: Crm) -> None:
    assert going_round("check", check, "--json", *DAY, code=3).json


def chain(path: Path, depth: int, *, top: str = "D-0") -> None:
    """Stores a group TREE whose members stand one below the other, so deep."""
    levels = f"WITH RECURSIVE level(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM level WHERE n < {depth})"
    stored(
        path,
        f"""
        INSERT INTO client (code, name, relationship, pinyin, initials)
        {levels} SELECT 'D-' || n, '深层' || n || '公司', 'served', '', '' FROM level
        """,
        f"""
        INSERT INTO ownership (code, holder_id, owned_id, kind, pct, valid_from)
        {levels} SELECT 'OW-D' || n, h.id, c.id, 'control', 1000000, '2020-01-01'
        FROM level JOIN client h ON h.code = 'D-' || n JOIN client c ON c.code = 'D-' || (n + 1)
        """,
        f"""
        INSERT INTO client_group (code, name, level, status, parent_id, pinyin, initials)
        SELECT 'TREE', '深层集团', 'branch', 'core', id, '', '' FROM client WHERE code = '{top}'
        """,
    )


@pytest.mark.parametrize("depth", [45, 300, pytest.param(1500, marks=pytest.mark.soak)])
def test_however_deep_a_member_stands_it_is_one_of_its_group(depth: int, crm: Crm) -> None:
    chain(crm.db, depth)
    named = crm("client", "list", "--where", "group = TREE", "--columns", "code", "--json", *DAY).json
    assert len(named) == depth + 1
    assert crm("client", "list", "--group", "TREE", "--columns", "code", "--json", *DAY).json == named
    assert crm("client", "show", f"D-{depth}", "--json", *DAY).json["client"]["group"] == "TREE"
    assert [member["depth"] for member in crm("group", "tree", "TREE", "--json", *DAY).json] == [*range(depth + 1)]


def test_a_group_within_a_group_is_its_members_nearest(crm: Crm) -> None:
    chain(crm.db, 50)
    stored(
        crm.db,
        """
        INSERT INTO client_group (code, name, level, status, parent_id, pinyin, initials)
        SELECT 'NEAR', '近层集团', 'branch', 'core', id, '', '' FROM client WHERE code = 'D-40'
        """,
    )
    groups = {row["code"]: row["group"] for row in crm("client", "list", "--columns", "code,group", "--json", *DAY).json}
    assert groups == {f"D-{n}": "NEAR" if n >= 40 else "TREE" for n in range(51)}
    assert {row["code"]: row["members"] for row in crm("group", "list", "--json", *DAY).json} == {"NEAR": 11, "TREE": 51}


@pytest.mark.parametrize("count", [1999, 2000])
def test_a_set_taken_back_and_back_again_a_thousand_times_is_followed_to_its_end(count: int, crm: Crm) -> None:
    crm("client", "add", "星河电力")
    with closing(sqlite3.connect(crm.db)) as db, db:
        (first,) = db.execute("SELECT max(id) FROM change_set").fetchone()
        steps = f"WITH RECURSIVE step(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM step WHERE n < {first + count - 1})"
        head = "id, recorded_at, actor, command, undoes, changes, previous_hash, hash"
        db.execute(
            f"INSERT INTO change_set ({head}) {steps} SELECT n + 1, '2026-11-23T02:00:00+00:00', 'x', 'x', n, 1, 'x', 'x' FROM step"
        )
    with reading(Place(path=crm.db)) as reader:
        assert last_undo(reader) == (first + count if count % 2 else None)
        assert last_undoable(reader) == (first if count % 2 == 0 else first - 1 or None)


ABOUT_A_GROUP = (
    "report quarter Q0000 --period 2026Q3", "client show K0000003", "group tree Q0000", "group show Q0000", "group check Q0000",
    "goal tree Q0000", "goal tree G-2026-Q0000/fee_inc", "goal show G-2026-Q0000/fee_inc/K0000003", "goal check Q0000",
    "goal list --group Q0000", "explain G-2026-Q0000/fee_inc", "explain K0000003 --field dep_adb", "explain K0000003 --field tier",
    "history K0000003", "show F-0007", "task board Q0000", "today --owner P00000", "client list --owner P00001",
    "actual list --group Q0000", "client list --limit 20", "task list --limit 20", "goal list --limit 20",
)  # fmt: skip


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two banks that have the same first group, one with ten times as much beside it as the other."""
    folder = tmp_path_factory.mktemp("banks")
    for size in (2, 11):
        with pytest.MonkeyPatch.context() as patch:
            (folder / str(size)).mkdir()
            _alone(patch, folder / str(size))
            bank = Crm(folder / str(size), patch)
            bank("init", "--bank", "示例银行", "--no-input")
            bank("import", "bundle", str(write_bank(folder / str(size) / "files", size)))
    return folder / "2" / "bank.db", folder / "11" / "bank.db"


@pytest.mark.parametrize("line", ABOUT_A_GROUP)
def test_the_work_for_one_group_stays_the_same_when_the_rest_of_the_bank_grows_tenfold(
    line: str, banks: tuple[Path, Path], crm: Crm
) -> None:
    done = []
    for bank in banks:
        shutil.copy(bank, crm.db)
        with counted() as work:
            crm(*line.split(), "--json", *DAY)
        done.append(work)
    small, large = done
    assert large.steps <= 1.2 * small.steps
    assert large.rows <= 1.2 * small.rows


def test_a_mistyped_number_costs_as_much_in_a_large_bank(banks: tuple[Path, Path], crm: Crm) -> None:
    done = []
    for bank in banks:
        shutil.copy(bank, crm.db)
        with counted() as work:
            assert "did you mean F-0012" in crm("actual", "show", "FX-12", code=4).err
        done.append(work.steps)
    assert done[1] <= 1.2 * done[0]


def test_an_undo_looks_only_at_what_it_touched(banks: tuple[Path, Path], crm: Crm) -> None:
    done = []
    for bank in banks:
        shutil.copy(bank, crm.db)
        crm("client", "add", "星河电力")
        crm("client", "edit", "HX-0001", "--note", "近况")
        with writing_counted() as work:
            crm("undo", "-y")
            crm("undo", "-y")
        done.append(work.steps)
    assert done[1] <= 1.2 * done[0]
