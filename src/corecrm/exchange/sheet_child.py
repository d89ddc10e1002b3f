"""Reads a workbook in a process of its own, so that a hostile one can take neither the program's memory nor its time.

Run as `python -m corecrm.exchange.sheet_child look|rows FILE SHEET`, with SHEET as `ascii()` writes it. Writes pickled pairs of
a kind and a content to stdout:

- `look`: one `facts`; SHEET, or every visible sheet if it is empty, is searched for errors and merged cells.
- `rows`: `rows` with up to 1,000 rows of plain values each, from the first row of the sheet, then `end`.
- either: `refused` with (why, detail), where why is `encrypted`, `damaged`, `wide` or `large`.

Where the parser runs out of memory, or of time, the process dies without a word; `workbook` knows what that means.
"""

import contextlib
import pickle
import sys
import zipfile
from ast import literal_eval
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from corecrm.exchange.cells import MOST_COLUMNS, MOST_ROWS, column_letter
from corecrm.exchange.sheet_scan import Errors, ods_holds_error, scan, sheet_parts, tall_ranges, xls_holds_error

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MEMORY = 2 << 30  # bytes of address space; 1,000,000 rows × 8 columns need a third of it
SECONDS = 120  # of processor time, not of the clock: a slow reader of the rows must not kill the child
_BATCH = 1_000  # rows

Message = tuple[str, object]


class Facts(NamedTuple):
    """What is known of a workbook before its rows are read; travels as a plain tuple.

    Args:
        visible: the sheets with cells that a user sees, in order.
        hidden: the others; charts are in neither.
        errors: sheet -> row -> column -> the error of that cell; .xlsx only.
        merged: sheet -> the merged cells that span several rows.
        errors_unseen: some cell holds an error, and nothing tells which; nearly always an .xls or .ods file.
    """

    visible: list[str]
    hidden: list[str]
    errors: dict[str, Errors]
    merged: dict[str, list[str]]
    errors_unseen: bool


def look(path: str, sheet: str) -> Iterator[Message]:
    """The facts of a workbook."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    book = load_workbook(path)
    sheets = [each for each in book.sheets_metadata if each.typ != SheetTypeEnum.ChartSheet]
    visible = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    hidden = [each.name for each in sheets if each.visible != SheetVisibleEnum.Visible]
    searched = [sheet] if sheet in hidden + visible else visible
    yield "facts", tuple(Facts(visible, hidden, *_searched(path, book, searched)))


def _searched(path: str, book: "CalamineWorkbook", sheets: list[str]) -> tuple[dict[str, Errors], dict[str, list[str]], bool]:
    """The last three of the facts."""
    with open(path, "rb") as file:
        if file.read(2) != b"PK":
            merged = {name: tall_ranges(book.get_sheet_by_name(name).merged_cell_ranges or []) for name in sheets}
            return {}, merged, xls_holds_error(Path(path).read_bytes())
    with zipfile.ZipFile(path) as container:
        if "content.xml" in container.namelist():
            return {}, {}, ods_holds_error(container.open("content.xml"))
        parts = sheet_parts(container)
        found = {name: scan(container.open(parts[name])) for name in sheets}
    unseen = any(each.unplaced for each in found.values())
    return {name: each.errors for name, each in found.items()}, {name: each.merged for name, each in found.items()}, unseen


def rows(path: str, sheet: str) -> Iterator[Message]:
    """The rows of a sheet, every row from the first to the last that holds a value."""
    from python_calamine import load_workbook

    cells = load_workbook(path).get_sheet_by_name(sheet)
    last_row, last_column = (cells.end[0] + 1, cells.end[1] + 1) if cells.end else (0, 0)
    if last_column > MOST_COLUMNS or last_row > MOST_ROWS:
        yield "refused", ("wide", f"{column_letter(last_column)}{last_row}")
        return
    left: list[object] = [None] * (cells.start[1] if cells.start else 0)  # the parser starts at row 1, but at the first used column
    used = iter(cells.iter_rows() if last_row else ())
    while batch := [left + _plain(row) for row in islice(used, _BATCH)]:
        yield "rows", batch
    yield "end", None


def _plain(row: Sequence[object]) -> list[object]:
    return [None if cell == "" else _hours(cell) if isinstance(cell, timedelta) else cell for cell in row]


def _hours(duration: timedelta) -> str:
    """A duration as the sheet shows it: `30:00:00`."""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def set_limits() -> None:
    """Bound this process's memory and processor time, where the system knows how to, and leave no core dump."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


TASKS: dict[str, Callable[[str, str], Iterator[Message]]] = {"look": look, "rows": rows}


def answer(task: str, path: str, sheet: str, out: IO[bytes]) -> None:
    """Write the messages of `task` to `out`, the last one the refusal if the workbook cannot be read."""
    from python_calamine import PasswordError

    try:
        for message in TASKS[task](path, sheet):
            pickle.dump(message, out, pickle.HIGHEST_PROTOCOL)
    except BrokenPipeError:  # nobody reads on
        raise
    except PasswordError:
        pickle.dump(("refused", ("encrypted", "")), out)
    except MemoryError:
        pickle.dump(("refused", ("large", "")), out)
    except BaseException as error:  # a panic inside the parser is no Exception
        pickle.dump(("refused", ("damaged", repr(error))), out)


if __name__ == "__main__":
    set_limits()
    task, file, sheet = sys.argv[1:]
    answer(task, file, literal_eval(sheet), sys.stdout.buffer)
