"""The one guarded way in for files that others made: workbooks, CSV, TSV and JSON Lines become numbered rows of plain cells."""

import hashlib
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, Literal

from corecrm.errors import DataRejected, InputMissing, UsageProblem
from corecrm.exchange.cells import NumberedRow
from corecrm.exchange.delimited import csv_rows, find_delimiter, is_json_lines, json_rows
from corecrm.exchange.encodings import text_encoding
from corecrm.exchange.formats import WORKBOOKS, file_format
from corecrm.exchange.sheet_child import Facts
from corecrm.exchange.workbook import workbook_facts, workbook_rows
from corecrm.text import _

STDIN: Literal["-"] = "-"
_FAMILY = {"csv": "text", "tsv": "text", "txt": "text", "jsonl": "json", "ndjson": "json", "json": "json", "xlsm": "xlsx"}
_SUFFIXES = {*_FAMILY, *WORKBOOKS}
_SHOWN = 3  # merged ranges in a warning


@dataclass(frozen=True)
class SourceFile:
    """A foreign file that has been looked at and can be read.

    Args:
        path: where its bytes are.
        name: what messages call it.
        sha256: of all its bytes, in hexadecimal.
        format: `xlsx`, `xlsm`, `xls`, `ods`, `csv`, `tsv` or `jsonl`, whatever its suffix says.
        sheet: the sheet that `rows` reads; None in text files. For another one use `dataclasses.replace`.
        encoding: of a text file; None in workbooks.
        delimiter: of a CSV or TSV file.
        notes: sentences about the file as a whole that its user should read.
        facts: of a workbook.
    """

    path: Path
    name: str
    sha256: str
    format: str
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = ()
    facts: Facts = field(default=Facts([], [], {}, {}, False), repr=False)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The visible sheets; none in text files."""
        return tuple(self.facts.visible)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is not as it looks, in the file and in the sheet that is read."""
        merged = self.facts.merged.get(self.sheet or "", [])
        if not merged:
            return self.notes
        shown = ", ".join(merged[:_SHOWN]) + (" …" if len(merged) > _SHOWN else "")
        warning = _("sheet {sheet}: of the merged cells {ranges} only the first holds the value, the others are empty")
        return (*self.notes, warning.format(sheet=self.sheet, ranges=shown))


def open_file(
    path: Path | Literal["-"], *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> SourceFile:
    """Look at a file: what it is, whether it can be read, and what its user should know.

    Args:
        path: the file, or `-` for standard input.
        sheet: the sheet to read, also a hidden one; the first visible one if None.
        encoding: of a text file, instead of finding it out.
        delimiter: of a text file, instead of finding it out: one character, or `tab`.

    Raises:
        InputMissing: not there, not readable, damaged, encrypted, too large unpacked, not text; no such sheet.
        DataRejected: it is empty.
        UsageProblem: no such encoding or delimiter.
    """
    if isinstance(path, str):
        return _spooled(sys.stdin.buffer, _("standard input"), sheet, encoding, delimiter)
    with _named_failures(path):
        if path.is_fifo():
            with path.open("rb") as pipe:
                return _spooled(pipe, str(path), sheet, encoding, delimiter)
        return _looked_at(path, path.name, sheet, encoding, delimiter)


def rows(source: SourceFile) -> Iterator[NumberedRow]:
    """The rows with their numbers in the file, as a stream; an empty cell is None.

    Rows of a workbook count from 1 as Excel shows them; a CSV record has the number of the line on which it starts; the keys of
    JSON Lines come first as row 0. Numbers of workbooks are floats (in .xls also integers), those of
    CSV texts.

    Raises:
        InputMissing: a sheet takes too much memory or time, or has more than 1,000 columns.
        DataRejected: a text file breaks its own format, named by row.
    """
    if source.format == "jsonl":
        return json_rows(source.path, source.name, source.encoding or "utf-8")
    if source.format not in WORKBOOKS:
        return csv_rows(source.path, source.name, source.encoding or "utf-8", source.delimiter or ",")
    sheet = source.sheet or ""
    return workbook_rows(source.path, source.name, sheet, source.facts.errors.get(sheet, {}))


def _spooled(stream: BinaryIO, name: str, sheet: str | None, encoding: str | None, delimiter: str | None) -> SourceFile:
    """A stream copied to a private file, which is gone as soon as nothing refers to the result, at the latest at exit."""
    with tempfile.NamedTemporaryFile(prefix="corecrm-", delete=False) as file:
        copyfileobj(stream, file)
    path = Path(file.name)
    try:
        source = _looked_at(path, name, sheet, encoding, delimiter)
    except BaseException:
        path.unlink()
        raise
    weakref.finalize(source, path.unlink, missing_ok=True)
    return source


@contextmanager
def _named_failures(path: Path) -> Iterator[None]:
    """What the system says against reading a file, as sentences."""
    hint = _("check the path and the name")
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputMissing(_("no file {path}").format(path=path), hint) from error
    except IsADirectoryError as error:
        raise InputMissing(_("{path} is a folder, not a file").format(path=path), hint) from error
    except PermissionError as error:
        raise InputMissing(_("no permission to read {path}").format(path=path), _("ask its owner, or copy it")) from error
    except OSError as error:
        raise InputMissing(_("{path} cannot be read: {reason}").format(path=path, reason=error.strerror), hint) from error


def _looked_at(path: Path, name: str, sheet: str | None, encoding: str | None, delimiter: str | None) -> SourceFile:
    if not path.stat().st_size:
        raise DataRejected(_("{place} is empty").format(place=name), _("it needs a row of headings with rows of data below"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kind = file_format(path, name)
    if kind == "text":
        return _text_source(path, name, digest, encoding, delimiter)
    return _workbook_source(path, name, digest, kind, sheet)


def _text_source(path: Path, name: str, digest: str, encoding: str | None, delimiter: str | None) -> SourceFile:
    encoding = text_encoding(path, name, encoding)
    if _FAMILY.get(_suffix(name)) == "json" or (delimiter is None and is_json_lines(path, encoding)):
        return SourceFile(path, name, digest, "jsonl", encoding=encoding, notes=_suffix_notes(name, "jsonl"))
    delimiter = find_delimiter(path, encoding) if delimiter is None else _known_delimiter(delimiter)
    kind = "tsv" if delimiter == "\t" else "csv"
    return SourceFile(path, name, digest, kind, encoding=encoding, delimiter=delimiter, notes=_suffix_notes(name, kind))


def _known_delimiter(text: str) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UsageProblem(
            _("delimiter {text} is not one character").format(text=text), _("e.g. --delimiter ';' or --delimiter tab")
        )
    return delimiter


def _workbook_source(path: Path, name: str, digest: str, kind: str, sheet: str | None) -> SourceFile:
    facts = workbook_facts(path, name, sheet)
    if sheet is not None and sheet not in facts.visible + facts.hidden:
        raise InputMissing(_("{name} has no sheet {sheet}").format(name=name, sheet=sheet), _sheets_hint(facts))
    if sheet is None and not facts.visible:
        raise InputMissing(_("{name} has no visible sheet").format(name=name), _sheets_hint(facts))
    notes = (*_suffix_notes(name, kind), *_workbook_notes(name, kind, facts, sheet))
    return SourceFile(path, name, digest, kind, sheet or facts.visible[0], notes=notes, facts=facts)


def _sheets_hint(facts: Facts) -> str:
    return _("its sheets: {sheets}").format(sheets=", ".join(facts.visible + facts.hidden))


def _workbook_notes(name: str, kind: str, facts: Facts, sheet: str | None) -> Iterator[str]:
    if kind == "xlsm":
        yield _("{name} holds macros: only the values of its cells are read").format(name=name)
    unread = [each for each in facts.hidden if each != sheet]
    if unread:
        yield _("{name} has hidden sheets, which are not read: {sheets}").format(name=name, sheets=", ".join(unread))
    if facts.errors_unseen:
        yield _("{name} holds cells with an error such as #N/A, which read as empty: save it as .xlsx to have them named").format(
            name=name
        )


def _suffix(name: str) -> str:
    return Path(name).suffix.lower().removeprefix(".")


def _suffix_notes(name: str, kind: str) -> tuple[str, ...]:
    """A sentence where the suffix promises another format than the content has."""
    suffix = _suffix(name)
    if suffix not in _SUFFIXES or _FAMILY.get(suffix, suffix) == _FAMILY.get(kind, kind):
        return ()
    return (_("{name} is not what its suffix says: it is read as {format}").format(name=name, format=kind),)
