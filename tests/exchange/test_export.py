"""Records out, and back in: what was exported is what import reads."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from conftest import Crm
from corecrm.exchange.specs import NOUNS
from corecrm.store.schema import LOG_TABLES

from .files import counts, log_length, rows, write

LOG = (*LOG_TABLES, "alembic_version", "sqlite_sequence")


def business(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every record of a store with references by code instead of id."""
    connection = sqlite3.connect(db)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if name not in LOG]
        return {table: sorted(connection.execute(_without_ids(connection, table)).fetchall(), key=repr) for table in tables}
    finally:
        connection.close()


def _without_ids(connection: sqlite3.Connection, table: str) -> str:
    keys = {row[3]: row[2] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")')}
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[1] not in ("id", "row_id")]
    code = '(SELECT k.code FROM "{}" k WHERE k.id = t."{}")'
    named = [code.format(keys[column], column) if column in keys else f't."{column}"' for column in columns]
    return f'SELECT {", ".join(named)} FROM "{table}" t'


DEMO = Path(__file__).parents[2] / "data" / "demo"
LINES = 60  # of each file: what all of them share is what matters here


@pytest.fixture(scope="session")
def small_store(new_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the demo bank, but only the first of its facts."""
    folder = tmp_path_factory.mktemp("small")
    for file in DEMO.glob("*.csv"):
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        (folder / file.name).write_text("".join(lines[: LINES if file.stem == "actual" else None]), encoding="utf-8")
    shutil.copy(new_store, folder / "bank.db")
    with pytest.MonkeyPatch.context() as patch:
        Crm(folder, patch)("import", "bundle", str(folder), "--db", str(folder / "bank.db"))
    return folder / "bank.db"


@pytest.fixture
def small(small_store: Path, crm: Crm) -> Crm:
    """The program on a copy of that store."""
    shutil.copy(small_store, crm.db)
    return crm


@pytest.fixture
def full(small: Crm) -> Crm:
    """The small store with one record of everything else."""
    demo = small
    demo("client", "alias", "HX-0001", "--former", "星河电力设备厂")
    demo("client", "number", "HX-0001", "--add", "core:00881234")
    demo("client", "edit", "HX-0002", "--note", '第一行\n第二行 "引号", 逗号')
    demo("client", "remove", "HX-0004")
    demo("import", "actual", write(demo, "x.csv", "客户,存款余额（元）\nHX-0001,12345.67\n"), "--period", "2026-10")
    demo("import", "map", "core", "--noun", "client", "--set", "户名=name")
    demo("task", "start", "T-0329")
    demo("task", "submit", "T-0329", "--evidence", "走访纪要 2026-17")
    demo("period", "close", "2026-06-30")
    return demo


@pytest.fixture
def empty(new_store: Path, tmp_path: Path) -> Path:
    """An empty store, beside the one under test."""
    path = tmp_path / "other.db"
    shutil.copy(new_store, path)
    return path


@pytest.mark.parametrize("place", ["out", "out.xlsx"])
def test_everything_exported_and_imported_into_an_empty_store_is_equal(full: Crm, empty: Path, place: str) -> None:
    full("export", "all", "-o", place)
    full("import", "bundle", place, "--db", str(empty))
    ours, theirs = business(full.db), business(empty)
    assert len(theirs.pop("batch")) == len(ours.pop("batch")) + 1  # the one of the bundle itself
    assert theirs == ours
    before = log_length(full)
    assert full("import", "bundle", place, "--json").json["change_set"] is None
    assert log_length(full) == before


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_an_export_of_one_noun_reads_back_as_unchanged(small: Crm, noun: str, form: str) -> None:
    small("export", noun, "-o", f"x.{form}")
    answer = small("import", noun, f"x.{form}", "--json").json
    read = counts(answer)
    assert read == (read[0], 0, 0, read[0], 0)
    assert answer["ignored_columns"] == []


def test_an_export_needs_a_place_that_is_free(small: Crm) -> None:
    small("export", "all", code=2)
    (small.folder / "out").mkdir()
    (small.folder / "out" / "mine.txt").write_text("x", encoding="utf-8")
    small("export", "all", "-o", "out", code=73)
    small("export", "client", "-o", str(small.folder / "no" / "x.csv"), code=73)


def test_exported_files_are_private_and_open_in_excel(small: Crm) -> None:
    small("export", "all", "-o", "out")
    file = small.folder / "out" / "client.csv"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_bundle_needs_something_that_is_named_after_a_noun(crm: Crm) -> None:
    crm("import", "bundle", str(crm.folder / "none"), code=66)
    (crm.folder / "b").mkdir()
    crm("import", "bundle", str(crm.folder / "b"), code=65)
    write(crm, "b/client.csv", "编码,名称\nC1,x\n")
    write(crm, "b/client.tsv", "编码\t名称\nC1\tx\n")
    assert "several files" in crm("import", "bundle", str(crm.folder / "b"), code=65).err
    crm("import", "bundle", str(crm.folder / "b" / "client.csv"), code=66)


def test_one_bad_row_in_one_file_stops_the_whole_bundle(crm: Crm) -> None:
    (crm.folder / "b").mkdir()
    write(crm, "b/institution.csv", "code,name,kind\nBJ,北京分行,branch\n")
    write(crm, "b/client.csv", "编码,名称,机构\nC1,星河,BJ\nC2,银河,SH\n")
    told = crm("import", "bundle", str(crm.folder / "b"), "-f", "table", code=65)
    assert "client.errors.xlsx" in told.out
    assert rows(crm, "SELECT count(*) FROM institution") == [(0,)]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_template_has_a_heading_a_field_and_reads_as_empty(crm: Crm, noun: str) -> None:
    from openpyxl import load_workbook

    crm("import", "template", noun, "-o", "t.xlsx", lang="zh")
    book = load_workbook(crm.folder / "t.xlsx")
    assert book.sheetnames == [noun, "字段说明"]
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert len(set(headings)) == len(headings)
    options = ("--period", "2026-10") if noun == "actual" else ()
    assert counts(crm("import", noun, "t.xlsx", *options, "--json").json) == (0, 0, 0, 0, 0)


def test_a_template_explains_its_fields(crm: Crm) -> None:
    fields = {row["field"]: row for row in crm("import", "template", "client", "--json").json}
    assert fields["Client name"]["needed"] is True
    assert "Class A" in fields["Tier"]["remark"]
    crm("import", "template", "clients", code=2)
