"""Workbooks as the program sees them: asks the reading process, and turns its answers and its death into sentences."""

import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from corecrm.errors import InputMissing
from corecrm.exchange.cells import MOST_COLUMNS, MOST_ROWS, Cell, CellError, NumberedRow
from corecrm.exchange.formats import damaged
from corecrm.exchange.sheet_child import MEMORY, SECONDS, Facts, Message
from corecrm.exchange.sheet_scan import Errors
from corecrm.text import _

_TRANSPORTED = {("datetime", name) for name in ("date", "datetime", "time")}
_ON_ITS_OWN = 1  # the exit status of a Python process that failed by itself


class _Plain(pickle.Unpickler):
    """Takes plain values, dates and times, and nothing that could run code."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _TRANSPORTED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def workbook_facts(path: Path, name: str, sheet: str | None) -> Facts:
    """What can be known of a workbook before its rows are read.

    Args:
        path: the file.
        name: what the user calls it.
        sheet: the only sheet to be searched for errors and merged cells; every visible one if None.

    Raises:
        InputMissing: it is encrypted, damaged, or takes too much to read.
    """
    (_kind, content), *_rest = _messages("look", path, name, sheet or "")
    return Facts(*cast(tuple[list[str], list[str], dict[str, Errors], dict[str, list[str]], bool], content))


def workbook_rows(path: Path, name: str, sheet: str, errors: Errors) -> Iterator[NumberedRow]:
    """The rows of a sheet, numbered as in the sheet, with `errors` put in their places.

    Raises:
        InputMissing: as `workbook_facts`, and a sheet with more than 1,000 columns.
    """
    waiting = dict(errors)
    for number, cells in enumerate(_sent_rows(path, name, sheet), 1):
        yield number, _marked(cells, waiting.pop(number, {}))
    for number in sorted(waiting):
        yield number, _marked([], waiting[number])


def _sent_rows(path: Path, name: str, sheet: str) -> Iterator[list[Cell]]:
    for kind, content in _messages("rows", path, name, sheet):
        if kind == "rows":
            yield from cast(list[list[Cell]], content)


def _marked(cells: list[Cell], errors: dict[int, str]) -> list[Cell]:
    for column, text in errors.items():
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = CellError(text)
    return cells


def _messages(task: str, path: Path, name: str, sheet: str) -> Iterator[Message]:
    """What the reading process answers, up to its last message."""
    command = [sys.executable, "-P", "-m", "corecrm.exchange.sheet_child", task, str(path), ascii(sheet)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        try:
            kind = ""
            while kind not in ("facts", "end"):
                kind, content = _next_message(child, name, sheet)
                yield kind, content
        finally:
            child.kill()


def _next_message(child: "subprocess.Popen[bytes]", name: str, sheet: str) -> Message:
    answers = cast(IO[bytes], child.stdout)
    try:
        kind, content = _Plain(answers).load()
    except (EOFError, pickle.UnpicklingError) as error:
        answers.close()  # or it might wait for us for ever
        raise _died(child.wait(), name, sheet) from error
    if kind == "refused":
        why, detail = content
        raise _refused(why, detail, name, sheet)
    return kind, content


def _refused(why: str, detail: str, name: str, sheet: str) -> InputMissing:
    if why == "encrypted":
        message = _("{name} is protected by a password").format(name=name)
        return InputMissing(message, _("open it in Excel, take the password off (File, Info, Protect Workbook), and save it"))
    if why == "wide":
        message = _("{name} sheet {sheet} reaches to {cell}, beyond {columns} columns × {rows} rows").format(
            name=name, sheet=sheet, cell=detail, columns=f"{MOST_COLUMNS:,}", rows=f"{MOST_ROWS:,}"
        )
        return InputMissing(message, _lone_cell_hint())
    return _too_large(name, sheet) if why == "large" else damaged(name, detail)


def _died(status: int, name: str, sheet: str) -> Exception:
    """Why the reading process ended before its last message."""
    if status in (0, _ON_ITS_OWN):
        return RuntimeError(f"sheet_child ended with {status}")
    if status == -getattr(signal, "SIGXCPU", signal.SIGTERM):
        message = _("{name} takes more than {seconds} seconds to read").format(name=name, seconds=SECONDS)
        return InputMissing(message, _("copy the table into a new workbook and save that"))
    return _too_large(name, sheet)


def _too_large(name: str, sheet: str) -> InputMissing:
    place = _("{name} sheet {sheet}").format(name=name, sheet=sheet) if sheet else name
    message = _("{place} takes more than {size} GB of memory to read").format(place=place, size=MEMORY >> 30)
    return InputMissing(message, _lone_cell_hint())


def _lone_cell_hint() -> str:
    return _("often a single stray cell far below or to the right: delete all rows and columns beyond the table and save it")
