"""Empty sheets to be filled in: our headings, choices to pick from, and a second sheet that explains every field."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from corecrm.exchange.spec import Field, ImportSpec
from corecrm.exchange.understanding import fields_of
from corecrm.fields import Kind, Label, Row, Table, columns
from corecrm.text import N_, _, pick

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 1_000  # that offer their choices
LEFT_OUT = frozenset({"pinyin", "initials", "removed_on", "place", "root"})
F_FIELD = Label("field", "字段", "Field")
F_HEADINGS = Label("headings", "也认作", "Also understood")
F_KIND = Label("kind", "类型", "Kind")
F_NEEDED = Label("needed", "新增必填", "Needed for a new record", Kind.flag)
F_REMARK = Label("remark", "说明", "Remark")
FIELDS = columns(F_FIELD, F_NEEDED, F_KIND, F_REMARK, F_HEADINGS)
KINDS = {
    Kind.text: N_("text"),
    Kind.count: N_("whole number"),
    Kind.money: N_("amount"),
    Kind.rate: N_("percentage"),
    Kind.date: N_("date"),
    Kind.instant: N_("instant"),
    Kind.flag: N_("yes or no"),
    Kind.choice: N_("choice"),
    Kind.quantity: N_("figure"),
}


def offered(spec: ImportSpec) -> list[Field]:
    """The fields that people fill in."""
    return [each for each in fields_of(spec).values() if each.key not in LEFT_OUT and not each.origin]


def fields_table(spec: ImportSpec) -> Table:
    """Every field with what it may hold."""
    rows: list[Row] = []
    for each in offered(spec):
        label = each.label
        given = each.key == "code" and bool(spec.number)
        kind = _("record of {noun}").format(noun=each.refers) if each.refers else _(KINDS[label.kind])
        others = pick("、", ", ").join(text for text in label.headings if text != label.title)
        rows.append((label.title, each.needed and not given, kind, _remark(each, given=given), others))
    return Table(_("Fields of {noun}").format(noun=spec.noun), FIELDS, rows, key="field")


def _remark(each: Field, *, given: bool) -> str | None:
    if each.label.choices is not None:
        return " · ".join(member.label for member in each.label.choices)
    if each.refers:
        return _("code, exact name, or name (code)")
    if each.label.kind is Kind.money:
        return _("say the unit in the heading: （元） or （万元）")
    return _("the next one if empty") if given else None


def save(spec: ImportSpec, path: Path) -> None:
    """Writes the workbook.

    Raises:
        OutputRefused: it cannot be written there.
    """
    from openpyxl import Workbook

    from corecrm.render.saving import write_atomically
    from corecrm.render.workbook import workbook

    explained, _warnings = workbook(fields_table(spec))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = spec.noun
    _fill(sheet, offered(spec))
    _copy(explained.worksheets[0], book.create_sheet(pick("字段说明", "Fields")))
    write_atomically(path, book.save, overwrite=False)


def _fill(sheet: "Worksheet", fields: list[Field]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    from corecrm.render.cells import data_heading
    from corecrm.render.workbook import put_text

    taken: set[str] = set()
    for place, each in enumerate(fields, 1):
        title = data_heading(each.label) if each.label.kind is Kind.money else each.label.title
        heading = each.key if title in taken else title
        taken.add(heading)
        cell = cast("Cell", sheet.cell(1, place))
        put_text(cell, heading)
        cell.font = Font(bold=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, 2 * len(each.label.title) + 4)
        for row in range(2, ROWS + 2) if each.label.kind is Kind.text else ():
            sheet.cell(row, place).number_format = "@"
        _offer(sheet, each, f"{letter}2:{letter}{ROWS + 1}")
    sheet.freeze_panes = "A2"


def _offer(sheet: "Worksheet", each: Field, cells: str) -> None:
    """A list of the choices in every cell of a column."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if each.label.choices is not None:
        listed = ",".join(member.label for member in each.label.choices)
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        sheet.add_data_validation(rule)
        rule.add(cells)


def _copy(origin: "Worksheet", target: "Worksheet") -> None:
    from corecrm.render.workbook import put_text

    for row in origin.iter_rows():
        for cell in row:
            if cell.value is not None:
                put_text(cast("Cell", target.cell(cell.row, cell.column)), str(cell.value))
    for letter, dimension in origin.column_dimensions.items():
        target.column_dimensions[letter].width = dimension.width
