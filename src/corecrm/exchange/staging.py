"""Streams the rows of a sheet into a temporary table: read, validated and completed, a few thousand at a time.

Whatever is wrong with a row becomes a fault with its place. Nothing is locked meanwhile, and no list of all rows is ever held.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from corecrm.exchange.cells import Cell, CellError, NumberedRow
from corecrm.exchange.headings import classify
from corecrm.exchange.outcome import Fault, FileOutcome, Skipped
from corecrm.exchange.reading import ColumnReader, Manner, Reader, Refusal, column_reader, reader_of
from corecrm.exchange.references import References
from corecrm.exchange.spec import Columns, Field, ImportSpec, Rule
from corecrm.exchange.understanding import Column, Sheet, fields_of
from corecrm.fields import Kind
from corecrm.names import short_names, spellings
from corecrm.store.bulk import Bulk, staged_type
from corecrm.text import _

CHUNK = 2_000
SPELLED = ("pinyin", "initials")
_TOTAL_ENDS = frozenset(("", *"计lLsSmM)）:： "))  # 合计, Total, Subtotals, Sum, 合计（万元）
_NOTE = re.compile(
    r"\s*(?:[*※（(]|注|备注|说明|制表|填表|审核|数据|单位[:：]|基准日|as of \d|note\b|source\b)|.*[。；;]\s*$",
    re.IGNORECASE | re.DOTALL,
)
Advance = Callable[[int], None]


@dataclass(slots=True)
class Stage:
    """The temporary table of one sheet.

    Args:
        db: the connection that it lives on.
        spec: what its rows are.
        outcome: the counts and faults of its file.
        columns: the fields that it holds, by their names in it.
        places: field -> letter and heading.
        given: field -> the value of rows that have none, as SQL.
        base: the id before that of the first row, once the change set has begun.
        table: its name.
        ids: the references that are kept as ids already, not as numbers of texts.
        today: the day of the import, as an ISO text.
        reach: the day up to which the file is declared to reach, by --period or above its headings; as an ISO text.
    """

    db: Bulk
    spec: ImportSpec
    outcome: FileOutcome
    columns: dict[str, Field]
    places: dict[str, str]
    given: dict[str, str] = field(default_factory=dict)
    base: int = 0
    table: str = ""
    ids: frozenset[str] = frozenset()
    today: str = ""
    reach: str = ""

    @property
    def id(self) -> str:
        """The id of a row's record, as SQL over the alias `s`: of the stored one, or the one that it will get."""
        return f"coalesce(s.stage_id, {self.base} + s.stage_line)"

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that follow from a record's name where nobody gives them."""
        if not self.spec.spelled or "name" not in self.columns:
            return ()
        return (*SPELLED, "short_name") if self.spec.short else SPELLED

    def value(self, key: str) -> str:
        """A field of a row as it is to be stored, as SQL over the alias `s`; without the default of a new record."""
        if key not in self.columns:
            return "NULL"
        if self.columns[key].refers and key not in self.ids:
            return f'(SELECT r.id FROM stage_reference r WHERE r.number = s."{key}")'
        return f's."{key}"'

    def complete(self, key: str, each: Field) -> str:
        """The same with the default of a new record."""
        default = literal(each.default) if each.default is not None else "NULL"
        return first_of(self.value(key), self.given.get(key) or default)


def first_of(*values: str) -> str:
    """The first of some SQL values that is not NULL."""
    known = [value for value in values if value != "NULL"]
    return f"coalesce({', '.join(known)})" if len(known) > 1 else "".join(known) or "NULL"


def spelt(key: str) -> str:
    """What a field of a row follows from its name as, as SQL over the alias `s`."""
    return f"s.spelt_{key}"


def literal(value: object) -> str:
    """A constant as SQL."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def create(stage: Stage) -> None:
    """Makes the temporary table anew."""
    kinds = {key: Kind.count if each.refers else each.label.kind for key, each in stage.columns.items()}
    typed = [f'"{key}" {staged_type(stage.db, kind)}' for key, kind in kinds.items()]
    typed += [f"spelt_{key} TEXT" for key in stage.names]
    stage.db.execute(f"DROP TABLE IF EXISTS {stage.table}")
    stage.db.execute(
        f"CREATE TEMP TABLE {stage.table} (stage_line INTEGER PRIMARY KEY, stage_row INTEGER NOT NULL, stage_id BIGINT,"
        f" stage_state TEXT NOT NULL DEFAULT 'new', stage_owner BIGINT, stage_code TEXT, {', '.join(typed)})"
    )


def staged_fields(sheet: Sheet) -> dict[str, Field]:
    """What the stage of a sheet holds: the stored fields that the sheet has, and those that the rule and the spelling add."""
    everything = fields_of(sheet.spec)
    spelled = SPELLED if sheet.spec.spelled else ()
    there = {column.key for column in sheet.columns} | set(sheet.spec.adds) | set(spelled)
    return {key: each for key, each in everything.items() if key in there and (each.stored or key == "place")}


class Input(NamedTuple):
    """A column of a sheet that is read: the field that it becomes, where its cells are, and what reads one or all of them."""

    key: str
    at: int
    read: Reader
    read_all: ColumnReader


class Conversion:
    """Turns the rows of a sheet into those of its stage."""

    def __init__(self, sheet: Sheet, stage: Stage, references: References, manner: Manner, rule: Rule | None) -> None:
        self.sheet, self.stage, self.rule = sheet, stage, rule
        self.headed = len(sheet.header.headings)
        self.width = max(self.headed, *(column.at + 1 for column in sheet.columns))
        self.inputs = [self._input(column, references, manner) for column in sheet.columns]

    def _input(self, column: Column, references: References, manner: Manner) -> Input:
        read = self._reader(column.key, column.field, references, manner)
        return Input(column.key, column.at, read, column_reader(column.field, read))

    def _reader(self, key: str, each: Field, references: References, manner: Manner) -> Reader:
        if each.refers:
            return references.reader(each.refers)
        return reader_of(each, manner._replace(unit=self.sheet.units.get(key) or manner.unit))

    def chunk(self, rows: Sequence[NumberedRow]) -> Columns:
        """The fields of some rows, a list a column.

        Raises:
            ValueError: one of the cells is refused.
        """
        whole = [row for _number, row in rows]
        if set(map(len, whole)) != {self.width}:
            whole = [self._padded(row) for row in whole]
        cells = list(zip(*whole, strict=True))
        columns: Columns = {each.key: each.read_all(cells[each.at]) for each in self.inputs}
        if self.rule:
            self.rule(columns)
        self._spell(columns)
        return columns

    def _spell(self, columns: Columns) -> None:
        """Adds what follows from the names: their spelling and what they are for short."""
        if not self.stage.names:
            return
        names = [str(name or "") for name in columns["name"]]
        columns["spelt_pinyin"], columns["spelt_initials"] = map(list, zip(*spellings(names), strict=True))
        if self.stage.spec.short:
            columns["spelt_short_name"] = list(short_names(names))

    def _padded(self, row: list[Cell]) -> list[Cell]:
        if any(cell is not None for cell in row[self.width :]):
            message = _("has {count} cells, but there are {headed} headings").format(count=len(row), headed=self.headed)
            raise Refusal(message, "cells", _("quote a cell that holds the delimiter"), field="")
        if len(row) < self.width:
            row.extend([None] * (self.width - len(row)))
        return row[: self.width]

    def singly(self, number: int, row: list[Cell]) -> tuple[Columns, list[Fault]]:
        """The fields of one row as far as they can be read, and everything that is wrong with it."""
        columns, found = Columns(), []
        for key, at, read, _read_all in self.inputs:
            try:
                columns[key] = [read(row[at] if at < len(row) else None)]
            except ValueError as error:
                columns[key] = [None]
                found.append(self._fault(number, key, row, error))
        self._spell(columns)
        try:
            self._padded(row)
            if self.rule:
                self.rule(columns)
        except ValueError as error:
            columns |= {key: [None] for key, each in self.stage.columns.items() if each.label.kind is Kind.quantity}
            fault = self._fault(number, _refused_field(error, self.stage), row, error)
            if not (found and fault.code == "missing"):  # the cell that would say it is faulty itself
                found.append(fault)
        return columns, found

    def _fault(self, number: int, key: str, row: list[Cell], error: ValueError) -> Fault:
        column = self.sheet.column(key)
        cell = row[column.at] if column and column.at < len(row) else None
        code, suggestion = (error.code, error.suggestion) if isinstance(error, Refusal) else ("format", None)
        place = self.sheet.column("place")
        where = row[place.at] if place and key in ("metric", "value", "unit") else self.stage.places.get(key, "")
        return Fault(self.stage.outcome.sheet, number, str(where or ""), shown(cell), code, str(error), suggestion)


def _refused_field(error: ValueError, stage: Stage) -> str:
    """The field that a row's rule objects to; rules that speak of one field only need not name it."""
    named = error.field if isinstance(error, Refusal) else None
    return ("identity_no" if "identity_no" in stage.columns else "") if named is None else named


def shown(cell: Cell) -> str:
    """A cell in a message."""
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        return cell.text
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def fill(stage: Stage, sheet: Sheet, conversion: Conversion, advance: Advance = lambda _count: None) -> None:
    """Streams the data rows of `sheet` into the stage; counts them and notes their faults."""
    create(stage)
    given = {each.key for each in conversion.inputs} | set(stage.spec.adds)
    names = [*(key for key in stage.columns if key in given), *(f"spelt_{key}" for key in stage.names)]
    quoted = "".join(f', "{name}"' for name in names)
    insert = f"INSERT INTO {stage.table} (stage_line, stage_row{quoted}) VALUES ({', '.join('?' * (len(names) + 2))})"
    while rows := list(islice(sheet.data, CHUNK)):
        first = stage.outcome.read + 1
        stage.outcome.read += len(rows)
        try:
            columns = conversion.chunk(rows)
            stage.db.executemany(insert, _across(columns, [number for number, _cells in rows], first, names))
        except ValueError:
            _fill_singly(stage, conversion, rows, (first, names, insert))
        advance(len(rows))


def _fill_singly(stage: Stage, conversion: Conversion, rows: list[NumberedRow], how: tuple[int, list[str], str]) -> None:
    """Stages a chunk in which something is wrong row by row. A faulty row goes in too, so that all of its faults are found."""
    first, names, insert = how
    for line, (number, cells) in enumerate(rows, first):
        columns, found = conversion.singly(number, cells)
        stage.db.executemany(insert, _across(columns, [number], line, names))
        if found:
            stage.db.execute(f"UPDATE {stage.table} SET stage_state = 'faulty' WHERE stage_line = ?", (line,))
            stage.outcome.faults += found
            stage.outcome.rejected += 1


def _across(columns: Columns, numbers: list[int], first: int, names: list[str]) -> Iterable[tuple[object, ...]]:
    nothing: list[object] = [None] * len(numbers)
    return zip(range(first, first + len(numbers)), numbers, *(columns.get(name, nothing) for name in names), strict=True)


def data_rows(sheet: Sheet, outcome: FileOutcome) -> Iterator[NumberedRow]:
    """The rows below the header that are data; the others are noted."""
    named = [sheet.column(name) for key in sheet.spec.keys for name in key.fields]
    keys = [column.at for column in named if column]
    code = sheet.column("code")
    for number, cells in sheet.data:
        first = cells[0] if cells else None
        if isinstance(first, str) and first[-1:] not in _TOTAL_ENDS and cells.count(None) < len(cells) - 1:
            yield number, cells  # nine rows of ten need no closer look
            continue
        reason = classify(cells, sheet.header, keys[0] if keys else None)
        if reason and not (reason == "note" and _names_a_record(cells, keys, code.at if code else None)):
            outcome.skipped.append(Skipped(number, reason))
        else:
            yield number, cells


def _names_a_record(cells: list[Cell], keys: list[int], code: int | None) -> bool:
    """Whether the lone text of a row is just the name or code of a record: a record may have nothing else.

    No code has a blank in it: a sentence in the column of codes is a note.
    """
    at = next(at for at, cell in enumerate(cells) if cell is not None)
    text = str(cells[at]).strip()
    return at in keys and not _NOTE.match(text) and not (at == code and " " in text)
