"""The result of an import as a person and as a script read it."""

from collections import Counter
from typing import Any

from corecrm.exchange.outcome import FileOutcome, Outcome
from corecrm.fields import Column, Kind, Label, Page, Row, Table, columns
from corecrm.fields import batch as B
from corecrm.text import N_, _, some_of

SHOWN = 20  # faults on a screen
DOUBTS_SHOWN = 5  # warnings about rows
ROWS_NAMED = 5  # skipped rows of a kind
F_ROW = Label("row", "行", "Row", Kind.count)
F_COLUMN = Label("column", "列", "Column")
F_VALUE = Label("value", "值", "Value")
F_MESSAGE = Label("message", "问题", "Problem")
F_SUGGESTION = Label("suggestion", "建议", "Suggestion")
F_SHEET = Label("sheet", "工作表", "Sheet")
F_FILE = Label("file", "文件", "File")
F_COUNT = Label("count", "行数", "Rows", Kind.count)
F_WHAT = Label("what", "结果", "Result")
F_REMARK = Label("remark", "说明", "Remark")
COUNTS = columns(F_WHAT, F_COUNT, Column(F_REMARK, drop=1))
FILES = columns(Column(F_FILE, drop=1), B.noun, B.read, B.new, B.changed, B.unchanged, B.rejected)
FAULTS = columns(Column(F_FILE, drop=2), F_ROW, F_COLUMN, F_VALUE, F_MESSAGE, F_SUGGESTION)
REASONS = {
    "blank": N_("blank"),
    "note": N_("note"),
    "total": N_("total"),
    "title": N_("title"),
    "duplicate": N_("duplicate"),
}


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The object of `--json`."""
    counts = {name: outcome.total(name) for name in ("read", "new", "changed", "unchanged", "rejected")}
    files = outcome.files
    return {
        "batch": outcome.batch if outcome.written else None,
        "change_set": outcome.written,
        "dry_run": outcome.dry_run,
        "files": [
            {"name": file.name, "noun": file.noun, "sheet": file.sheet, "header": file.header, "sha256": file.sha256}
            for file in files
        ],
        **counts,
        "ignored_columns": [text for file in files for text in file.ignored],
        "skipped_rows": [{"sheet": file.sheet, "row": row, "reason": reason} for file in files for row, reason in file.skipped],
        "errors": [fault._asdict() for file in files for fault in file.faults],
        "warnings": [fault._asdict() for file in files for fault in file.warnings],
    }


def page(outcome: Outcome) -> Page:
    """What a person sees: how the file was understood, the counts, the faults, and what comes next."""
    several = len(outcome.files) > 1
    parts = (_files(outcome) if several else _counts(outcome), *([_faults(outcome)] if outcome.refused else []))
    lead = [line for file in outcome.files for line in _understood(file, brief=several)]
    return Page(_("Import"), parts, notes=tuple(_notes(outcome)), lead=tuple(lead))


def _understood(file: FileOutcome, *, brief: bool) -> list[str]:
    """Where the rows were found, and which column became what."""
    if brief:
        return [_("{file}: unknown columns {names}").format(file=file.name, names=", ".join(file.ignored))] if file.ignored else []
    read = _("Read {place} · header in row {row} · {count} rows").format(place=file.place, row=file.header, count=f"{file.read:,}")
    known = " ".join(f"{each.heading}={each.field}" if each.heading != each.field else each.heading for each in file.columns)
    lines = [read, _("Columns: {count} understood: {names}").format(count=len(file.columns), names=known)]
    if file.ignored:
        names = ", ".join(file.ignored)
        lines.append(_("{count} unknown: {names} (say what they mean: --map)").format(count=len(file.ignored), names=names))
    if file.skipped:
        lines.append(_("Skipped rows: {rows}").format(rows=_skipped(file)))
    return [*lines, *_warnings(file)]


def _warnings(file: FileOutcome) -> list[str]:
    """What is doubtful: of the file itself everything, of its rows the first few."""
    of_rows = [warning for warning in file.warnings if warning.row]
    sentence = _("row {row}, {column} “{value}”: {message}")
    lines = [sentence.format(**warning._asdict()) for warning in of_rows[:DOUBTS_SHOWN]]
    if len(of_rows) > DOUBTS_SHOWN:
        lines.append(_("… and {count} more doubtful cells: --json lists them all").format(count=len(of_rows) - DOUBTS_SHOWN))
    return [*(warning.message for warning in file.warnings if not warning.row), *lines]


def _skipped(file: FileOutcome) -> str:
    by_reason: dict[str, list[int]] = {}
    for row, reason in file.skipped:
        by_reason.setdefault(reason, []).append(row)
    texts = []
    for reason, rows in by_reason.items():
        texts.append(_("{reason} {rows}").format(reason=_(REASONS[reason]), rows=some_of([str(row) for row in rows], ROWS_NAMED)))
    return " · ".join(texts)


def _counts(outcome: Outcome) -> Table:
    file = outcome.files[0]
    replaced = _("{count} of them replace a stored value; --no-overwrite leaves those").format(count=file.overwritten)
    left = _("left out") if outcome.skip_errors else _("none is written (all or nothing; --skip-errors writes the good rows)")
    future = outcome.written is None
    rows: list[Row] = [
        (_("to be added") if future else _("added"), file.new, None),
        (_("to be changed") if future else _("changed"), file.changed, replaced if file.overwritten and file.changed else None),
        (_("unchanged"), file.unchanged, None),
        (_("rejected"), file.rejected, left if file.rejected else None),
    ]
    return Table("", COUNTS, rows, name="counts", key="what")


def _files(outcome: Outcome) -> Table:
    rows = [(file.name, file.noun, file.read, file.new, file.changed, file.unchanged, file.rejected) for file in outcome.files]
    total = tuple(outcome.total(name) for name in ("read", "new", "changed", "unchanged", "rejected"))
    return Table("", FILES, [*rows, (_("total"), "", *total)], name="files", key="file")


def _faults(outcome: Outcome) -> Table:
    every = [(file, fault) for file in outcome.files for fault in file.faults]
    rows: list[Row] = [
        (file.name, fault.row, fault.column, fault.value, fault.message, fault.suggestion) for file, fault in every[:SHOWN]
    ]
    several = len(outcome.files) > 1
    shown = FAULTS if several else FAULTS[1:]
    left = Counter(fault.code for _file, fault in every[SHOWN:])
    kinds = " · ".join(f"{_(CODES[code])} {count}" for code, count in left.most_common())
    notes = (_("{count} more: {kinds}").format(count=left.total(), kinds=kinds),) if left else ()
    return Table("", shown, rows if several else [row[1:] for row in rows], notes=notes, name="errors", key="row")


CODES = {
    "format": N_("form"),
    "choice": N_("choice"),
    "unit": N_("unit"),
    "range": N_("range"),
    "cells": N_("cells"),
    "missing": N_("missing"),
    "reference": N_("reference"),
    "ambiguous": N_("ambiguous"),
    "conflict": N_("conflict"),
    "duplicate": N_("duplicate"),
    "closed": N_("closed period"),
    "sum": N_("sum"),
    "rule": N_("rule"),
    "overlap": N_("overlap"),
    "future": N_("not yet"),
    "code": N_("code"),
}


def _notes(outcome: Outcome) -> list[str]:
    """What happened to the batch, and the next command."""
    lines = [
        _("Rejected rows are in {file}: mend them there and import that file").format(file=path) for path in outcome.error_files
    ]
    if outcome.written:
        lines.append(_("Batch {batch} · undo: corecrm undo {number}").format(batch=outcome.batch, number=outcome.written))
    elif outcome.dry_run and outcome.batch:
        lines.append(_("Batch {batch} (dry run: nothing was written)").format(batch=outcome.batch))
    elif outcome.refused:
        lines.append(_("Nothing was written"))
    elif not outcome.batch:
        lines.append(_("Nothing to do: everything is stored already"))
    return lines
