"""A figure and the unit that is said of it are always what is kept: every reading command, every format, both languages."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conftest import Crm
from corecrm import render
from corecrm.cli import run
from corecrm.fields import Kind, Page, Quantity, Table
from corecrm.render.cells import shown
from parsing import verbs

TODAY = "2026-11-23"
MORE = """
actual add HX-0002 util 71% --to 2026-10-31
actual add HX-0003 util 12.3456% --to 2026-10-31
actual add HX-0002 cov_month 12.34 --to 2026-10-31
actual add HX-0002 dep_bal 12345.6789万 --to 2026-09-29
actual add HX-0003 dep_bal 0.07元 --to 2026-09-29
actual add HX-0004 dep_bal --to 2026-09-29 -- -8000.01元
holding add HX-0002 FM01 --balance 12345.67元 --since 2026-01-01
holding add HX-0003 FM01 --balance 3亿 --since 2026-01-01
goal edit G-2026-XH/fee_inc --owner W0012 --stretch 1100.5万 --challenge 1200.0007万
goal set XH util 71%
risk edit R-0087 --exposure 5800.0001万
"""
UNITS = {"元": Decimal(1), "CNY": Decimal(1), "万元": Decimal(10_000), "CNY 10k": Decimal(10_000), "%": Decimal("0.01")}
READS = {
    "actual show": "F-0001", "client show": "HX-0002", "explain": "G-2026-XH/dep_adb", "goal list": "",
    "goal show": "G-2026-XH/fee_inc", "goal tree": "XH", "group tree": "XH", "holding show": "HD-0237",
    "report quarter": "XH --period 2026Q3", "risk show": "R-0087", "risk board": "", "today": "--week",
    "actual list": "--since 2026-09-01", "holding list": "", "risk list": "",
}  # fmt: skip
"""The commands that show figures."""
LISTS = [path for path, command, _context in verbs() if "where" in {parameter.name for parameter in command.params}]
LINES = sorted(f"{path} {words}".strip() for path, words in READS.items())


@pytest.fixture(scope="module")
def figures_store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo bank with figures that rounding or another unit would change."""
    import shutil

    from conftest import _alone

    folder = tmp_path_factory.mktemp("figures")
    shutil.copy(demo_store, folder / "bank.db")
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, folder)
        Crm(folder, patch)("--date", TODAY, "run", "-", input=MORE)
    return folder / "bank.db"


@pytest.fixture
def bank(figures_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """The program on it; nothing here writes but with --dry-run."""
    from conftest import _alone
    from corecrm.text import use_language

    _alone(monkeypatch, figures_store.parent)
    monkeypatch.setenv("CORECRM_DATE", TODAY)
    yield Crm(figures_store.parent, monkeypatch)
    use_language("en")


class Shown:
    """What a command has written: the tables as they were before, and the text or file that became of them."""

    def __init__(self, crm: Crm, line: str, form: str, lang: str) -> None:
        self.tables: list[Table] = []
        write = render.write

        def spy(thing: Table | Page, **how: Any) -> list[str]:  # noqa: ANN401 - the writer's own arguments
            self.tables += thing.parts if isinstance(thing, Page) else [thing]
            return write(thing, **how)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(render, "write", spy)
            how = ("-o", f"out.{form}", "--overwrite") if form == "xlsx" else ("-f", form)
            self.out = crm(*line.split(), *how, lang=lang).out
        self.file = crm.folder / "out.xlsx"


def figures(table: Table, place: str = "data") -> Iterator[tuple[int, int, int, Quantity]]:
    """(row, place in the output, index of the column, figure) of each amount and quantity."""
    for number, row in enumerate(table.rows):
        for at, index in enumerate(shown(table, place)):
            value = row[index]
            if table.columns[index].label.kind is Kind.money and isinstance(value, Decimal):
                yield number, at, index, Quantity(value, "元")
            elif isinstance(value, Quantity):
                yield number, at, index, value


def unit_in_row(table: Table, number: int) -> str | None:
    """What the column of units says of a row."""
    places = [index for index in shown(table, "data") if table.columns[index].key == "unit"]
    return str(table.rows[number][places[0]]) if places else None


def in_brackets(text: object) -> str | None:
    """The unit in brackets at the end of a heading or a name."""
    found = re.search(r"[（(]([^()（）]+)[）)]$", str(text))
    return found[1] if found and found[1] in UNITS else None


def figure_of(text: str, said: Sequence[str | None]) -> Decimal:
    """A figure in what its unit counts; the unit is said once, by itself or elsewhere, where it is one of `UNITS`."""
    found = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?) ?(%|万元|元|CNY 10k|CNY)?(?: .*)?", text)
    assert found, text
    units = [unit for unit in (found[2], *said) if unit in UNITS]
    assert len(units) <= 1, (text, said)
    return Decimal(found[1].replace(",", "")) * (UNITS[units[0]] if units else 1)


def one_unit(figure: Quantity, said: Sequence[str | None]) -> None:
    """An amount or a percentage has its unit said exactly once."""
    if figure.unit in ("元", "%"):
        assert len([unit for unit in said if unit]) == 1, (figure, said)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("report")])  # that has a workbook of its own
def test_a_workbook_holds_each_figure_in_the_unit_it_says(line: str, lang: str, bank: Crm) -> None:
    written = Shown(bank, line, "xlsx", lang)
    for sheet, table in zip(load_workbook(written.file).worksheets, written.tables, strict=True):
        measured = [at for at, index in enumerate(shown(table, "data")) if table.columns[index].key == table.measured]
        for number, at, _index, figure in figures(table):
            cell = sheet.cell(number + 2, at + 1)
            literal = re.search(r'"(元|万元|CNY|CNY 10k)"', cell.number_format)
            own = literal[1] if literal else "%" if "%" in cell.number_format else None
            beside = unit_in_row(table, number)
            name = in_brackets(sheet.cell(number + 2, measured[0] + 1).value) if measured and beside is None else None
            said = [own, in_brackets(sheet.cell(1, at + 1).value), beside if beside == figure.unit else None, name]
            one_unit(figure, said)
            factor = 1 if own == "%" else UNITS.get(next(filter(None, said), ""), 1)
            assert Decimal(repr(cell.value)) * factor == figure.value, (cell.coordinate, said)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("line", LINES)
def test_text_files_hold_each_figure_in_the_unit_they_say(line: str, lang: str, bank: Crm) -> None:
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        written = Shown(bank, line, form, lang)
        rows = iter(
            list(
                csv.reader(
                    io.StringIO(written.out), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if form == "csv" else csv.QUOTE_NONE
                )
            )
        )
        for table in written.tables:
            heads, *cells = [next(rows, []) for _row in range(1 + len(table.rows))]
            next(rows, None)  # the empty line between two tables
            for number, at, _index, figure in figures(table):
                text, beside = cells[number][at], unit_in_row(table, number)
                own = text.endswith("%")
                said = [in_brackets(heads[at]), beside if beside == figure.unit and not own else None]
                one_unit(figure, ["%", *said] if own else said)
                assert figure_of(text, said) == figure.value


@pytest.mark.parametrize("line", LINES)
def test_json_holds_each_figure_in_full(line: str, bank: Crm) -> None:
    for form in ("json", "jsonl"):
        written = Shown(bank, line, form, "en")
        found = list(
            _values(json.loads(written.out) if form == "json" else [json.loads(each) for each in written.out.splitlines()])
        )
        for table in written.tables:
            for _number, _at, index, figure in figures(table):
                assert (table.columns[index].key, figure.value) in found


def _values(content: object) -> Iterator[tuple[str, Decimal]]:
    for each in content if isinstance(content, list) else content.values() if isinstance(content, dict) else ():
        yield from _values(each)
    if isinstance(content, dict):
        for key, value in content.items():
            if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
                yield key, Decimal(value)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("line", LINES)
def test_a_screen_says_each_unit_once_and_rounds_no_record(line: str, lang: str, bank: Crm) -> None:
    written = Shown(bank, line, "md", lang)
    blocks = [block for block in written.out.split("\n\n") if block]
    for table in written.tables:
        places = shown(table, "screen")
        at_least = list(figures(table, "screen"))
        if not at_least:
            continue
        here = next(
            place for place, block in enumerate(blocks) if block.startswith("|") and block.count("\n") == len(table.rows) + 1
        )
        heading, body = blocks[here - 1] if here else "", [_cells(each) for each in blocks.pop(here).splitlines()]
        unit = re.search(r"(?:单位：|Unit: )(万元|元|CNY 10k|CNY)", heading)
        measured = [at for at, index in enumerate(places) if table.columns[index].key == table.measured]
        for number, at, index, figure in at_least:
            row = body[number + 2]
            of_money = unit[1] if unit and table.columns[index].label.kind is Kind.money else None
            said = [of_money, in_brackets(row[measured[0]]) if measured and figure.unit == "元" else None]
            _holds(row[at], said, figure, rounds=not table.in_full)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _holds(text: str, said: Sequence[str | None], figure: Quantity, *, rounds: bool) -> None:
    """A text says a figure with its unit; rounded by at most half of its last digit where that is allowed."""
    found = re.fullmatch(r"-?[\d,]+(\.\d+)?( .*|%)?", text)
    assert found, text
    own = next(
        (
            unit
            for unit in sorted(UNITS, key=len, reverse=True)
            if text.removesuffix(found[1] or "").endswith(unit) or f" {unit}" in text
        ),
        None,
    )
    one_unit(figure, [own, *said])
    value = figure_of(text, said)
    unit = UNITS[own or next(filter(None, said), None) or "元"] if figure.unit in ("元", "%") else 1
    last = Decimal(1).scaleb(-len((found[1] or ".")[1:])) * unit
    assert abs(value - figure.value) <= (last / 2 if rounds else 0), (text, figure)


def test_every_command_that_shows_figures_is_walked(bank: Crm) -> None:
    assert [path for path in LISTS if path not in READS and _shows_figures(bank, path)] == []
    assert all(_shows_figures(bank, line) for line in LINES)


def _shows_figures(bank: Crm, line: str) -> bool:
    return any(True for table in Shown(bank, line, "json", "en").tables for _each in figures(table))


IMPORTED = {"goal": "", "actual": "--since 2026-09-01", "holding": "", "risk": ""}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv", "tsv", "jsonl", "json", "md"])
@pytest.mark.parametrize("noun", IMPORTED)
def test_a_list_goes_back_in_as_it_was_or_is_refused(noun: str, form: str, lang: str, bank: Crm) -> None:
    bank(noun, "list", *IMPORTED[noun].split(), "-o", f"list.{form}", "--overwrite", lang=lang)
    out, err = io.StringIO(), io.StringIO()
    code = run(["import", noun, f"list.{form}", "-n", "--json", "--lang", lang], out=out, err=err)
    assert code in (0, 65, 66), err.getvalue()
    if code == 0:
        counts = json.loads(out.getvalue())
        assert (counts["new"], counts["changed"], counts["rejected"]) == (0, 0, 0)
    else:
        assert lang == "zh" or noun == "risk" or form in ("json", "md", "jsonl"), out.getvalue() + err.getvalue()


QUOTED = [
    ("goal", "目标编号,指标,目标值（万元）\nG-2026-XH/fee_inc/BJ,fee_inc,60000\n", "600,000,000.00 CNY"),
    ("goal", "目标编号,指标,目标值,单位\nG-2026-XH/fee_inc/BJ,fee_inc,6,亿元\n", "600,000,000.00 CNY"),
    ("goal", "目标编号,指标,目标值\nG-2026-XH/fee_inc/BJ,fee_inc,6e亿\n", "6e亿"),
    ("actual", "客户,指标,数值（万元）,止\nHX-0002,dep_bal,1.23456789,2026-11-01\n", "1.23456789"),
    ("holding", "客户,产品,余额（万元）,开办日\nHX-0002,LN02,1.23456789,2026-01-01\n", "1.23456789"),
]


@pytest.mark.parametrize(("noun", "sheet", "quoted"), QUOTED)
def test_a_message_about_a_file_quotes_what_it_says_or_the_figure_with_its_unit(
    noun: str, sheet: str, quoted: str, bank: Crm, tmp_path: Path
) -> None:
    (tmp_path / "sheet.csv").write_text(sheet, encoding="utf-8")
    told = bank("import", noun, str(tmp_path / "sheet.csv"), "-n", "--json", code=65).json
    assert [error["value"] for error in told["errors"]] == [quoted]


@pytest.mark.parametrize(("lang", "together", "unit"), [("zh", "合计", "万元"), ("en", "together", "CNY 10k")])
def test_an_explanation_says_its_total_in_the_unit_of_its_rows(lang: str, together: str, unit: str, bank: Crm) -> None:
    shown_ = bank("explain", "HX-0002", "--field", "dep_bal", "-f", "table", lang=lang).out
    assert f"{together} 2,447.44 {unit}" in shown_.replace("  ", " ")
    bank("explain", "HX-0002", "--field", "dep_bal", "-o", "out.xlsx", "--overwrite", lang=lang)
    cells = [cell.value for row in load_workbook(bank.folder / "out.xlsx").worksheets[0].iter_rows() for cell in row]
    assert any("24,474,400.00" in str(cell) for cell in cells)
    assert 24_474_400 in cells


def test_an_amount_is_said_in_one_way_in_english() -> None:
    root = Path(render.__file__).parents[1]
    sources = [path.read_text(encoding="utf-8") for path in root.rglob("*.py")]
    assert not [text for text in sources if re.search(r"10k CNY|CNY 10,000|CNY 100 ?million", text)]
