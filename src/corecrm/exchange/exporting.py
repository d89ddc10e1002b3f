"""Records as files that the import reads back: every field, references by code, nothing rounded."""

import csv
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from corecrm.errors import OutputRefused
from corecrm.exchange.measured import written
from corecrm.exchange.spec import Field, ImportSpec
from corecrm.exchange.specs import BUNDLE, spec_of
from corecrm.fields import Kind, Label, Table, columns, from_database
from corecrm.nouns import BY_NAME
from corecrm.render.cells import data_heading
from corecrm.render.saving import write_atomically
from corecrm.store.reader import Reader
from corecrm.text import _

ANY = "*"
PAGE = 20_000  # records held at a time
FIGURES = frozenset({"value", "baseline", "target", "stretch", "challenge"})
Rows = Iterator[list[object]]


def exported(spec: ImportSpec) -> tuple[Field, ...]:
    """The fields that an export carries: the stored ones, and the unit that figures are in."""
    return tuple(each for each in spec.fields if each.stored or each.key == "unit")


def labels(spec: ImportSpec) -> list[Label]:
    """Their labels, each with a heading of its own; figures and their units as texts."""
    taken: set[str] = set()
    found = []
    for each in exported(spec):
        label = each.label._replace(kind=Kind.text, unit=None) if each.label.kind is Kind.quantity else each.label
        if label.title in taken:
            label = label._replace(zh=label.key, en=label.key)
        taken.add(label.title)
        found.append(label)
    return found


def table(db: Reader, spec: ImportSpec) -> Table:
    """All records of a noun."""
    rows = [tuple(row) for row in records(db, spec)]
    return Table(_("Export of {noun}").format(noun=spec.noun), columns(*labels(spec)), rows, key=spec.fields[0].key)


def records(db: Reader, spec: ImportSpec) -> Rows:
    """All records of a noun, in the order in which they were stored, a page at a time."""
    fields, shapes = exported(spec), columns(*labels(spec))
    measured = [place for place, each in enumerate(fields) if each.key in FIGURES and each.label.kind is Kind.quantity]
    after = 0
    while found := db.rows(_select(spec, fields), after=after, page=PAGE):
        after = found[-1][0]
        for raw in found:
            row = list(raw[3:])
            for place in measured:
                row[place] = None if row[place] is None else written(row[place], raw[1], raw[2])
            yield list(from_database(shapes, [row])[0])


def _select(spec: ImportSpec, fields: Sequence[Field]) -> str:
    """SQL for a page of records: id, unit and scale of the metric, then the fields."""
    has_metric = any(each.refers == "metric" for each in fields)
    metric = " JOIN metric m ON m.id = t.metric_id" if has_metric else ""
    unit = "m.unit, m.scale" if has_metric else "NULL, NULL"
    listed = ", ".join(_expression(each, metric=has_metric) for each in fields)
    return f'SELECT t.id, {unit}, {listed} FROM "{spec.table}" t{metric} WHERE t.id > :after ORDER BY t.id LIMIT :page'


def _expression(each: Field, *, metric: bool) -> str:
    if not each.stored and metric:
        return "m.unit"
    if each.refers == ANY:
        return _any_key(each)
    if each.refers:
        noun = BY_NAME[each.refers]
        return f'(SELECT k."{noun.key}" FROM "{noun.table}" k WHERE k.id = t."{each.name}")'
    return f't."{each.name}"'


def _any_key(each: Field) -> str:
    """`noun:key` of a record of the noun that its row names."""
    cases = " ".join(
        f'WHEN \'{noun.name}\' THEN \'{noun.name}:\' || (SELECT k."{noun.key}" FROM "{noun.table}" k WHERE k.id = t."{each.name}")'
        for noun in BY_NAME.values()
        if noun.table and noun.key != "id"
    )
    return f"CASE t.noun {cases} END"


def text_of(label: Label, value: object) -> str:
    """A value in a bundle: exact, the same in both languages, and read back as it was."""
    if value is None:
        return ""
    if label.kind is Kind.rate:
        return f"{Decimal(str(value)).scaleb(2).normalize():f}%"
    if label.kind is Kind.flag:
        return str(int(bool(value)))
    return value.isoformat() if label.kind in (Kind.date, Kind.instant) else str(value)  # type: ignore[attr-defined]  # a date


def export_all(db: Reader, path: Path) -> list[tuple[str, int]]:
    """Writes every part of a bundle that has records: CSV files into the folder `path`, or the sheets of one workbook.

    Returns:
        (noun, records) of each part.

    Raises:
        OutputRefused: something is there already, or it cannot be written.
    """
    return _to_workbook(db, path) if path.suffix.lower() == ".xlsx" else _to_folder(db, path)


def _lines(db: Reader, spec: ImportSpec) -> Iterator[list[str]]:
    """The headings, then a line of texts a record; nothing at all where there are no records."""
    named = labels(spec)
    headings = [data_heading(label) if label.kind is Kind.money else label.title for label in named]
    for place, record in enumerate(records(db, spec)):
        if place == 0:
            yield headings
        yield [text_of(label, value) for label, value in zip(named, record, strict=True)]


def _to_folder(db: Reader, path: Path) -> list[tuple[str, int]]:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(_("cannot write {path}: {cause}").format(path=path, cause=error.strerror), None) from error
    taken = [file.name for file in path.iterdir()]
    if taken:
        raise OutputRefused(_("{path} is not empty").format(path=path), _("name an empty or a new folder"))
    done = []
    for noun in BUNDLE:
        lines = _lines(db, spec_of(noun))
        first = next(lines, None)
        if first is not None:
            counted = _Counted(lines)
            write_atomically(path / f"{noun}.csv", _csv_writer(first, counted), overwrite=False)
            done.append((noun, counted.count))
    return done


class _Counted:
    """Lines that know how many they were."""

    def __init__(self, lines: Iterator[list[str]]) -> None:
        self.lines, self.count = lines, 0

    def __iter__(self) -> Iterator[list[str]]:
        for line in self.lines:
            self.count += 1
            yield line


def _csv_writer(first: list[str], lines: _Counted) -> Callable[[IO[bytes]], None]:
    def fill(file: IO[bytes]) -> None:
        text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(first)
        writer.writerows(lines)
        text.flush()
        text.detach()

    return fill


def _to_workbook(db: Reader, path: Path) -> list[tuple[str, int]]:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    from corecrm.render.workbook import put_text

    book, done = Workbook(write_only=True), []
    for noun in BUNDLE:
        counted = _Counted(_lines(db, spec_of(noun)))
        sheet = None
        for line in counted:
            sheet = sheet or book.create_sheet(noun)
            cells = [WriteOnlyCell(sheet) for _text in line]
            for cell, text in zip(cells, line, strict=True):
                put_text(cell, text)
            sheet.append(cells)
        if sheet:
            done.append((noun, counted.count - 1))
    write_atomically(path, book.save, overwrite=False)
    return done
