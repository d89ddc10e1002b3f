"""Tables and pages to screen, JSON, CSV, TSV, Markdown and Excel; nothing about the bank."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, TextIO

from corecrm.errors import OutputRefused, UsageProblem
from corecrm.fields import Page, Table
from corecrm.render.surface import PIPE, Surface
from corecrm.text import _

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md", "xlsx")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it Excel takes a CSV file for GBK


def format_for(asked: str | None, to_file: Path | None, *, terminal: bool) -> str:
    """The format of a result: the one asked for, else the file's suffix, else a table for a terminal and TSV for a pipe.

    Raises:
        UsageProblem: there is no such format.
    """
    wanted = asked or (to_file.suffix.lower().removeprefix(".") if to_file else "table" if terminal else "tsv")
    if wanted in FORMATS:
        return wanted
    problem = _("{file}: no format has this suffix").format(file=to_file) if not asked else _("no format {name}").format(name=asked)
    raise UsageProblem(problem, _("the formats are {names}").format(names=", ".join(FORMATS)))


def write(
    thing: Table | Page,
    *,
    fmt: str,
    stream: TextIO,
    surface: Surface = PIPE,
    to_file: Path | None = None,
    overwrite: bool = False,
    keys_only: bool = False,
) -> list[str]:
    """Writes a result; returns warnings to be told to the user.

    Args:
        thing: what to write.
        fmt: one of `FORMATS`.
        stream: where it goes, unless there is a file; a workbook needs its `buffer`.
        surface: what `stream` can show; without effect on a file.
        to_file: written whole or not at all, in UTF-8.
        overwrite: whether an existing file may be replaced.
        keys_only: just the keys, one a line.

    Raises:
        OutputRefused: the file cannot be written, or a workbook would go to a terminal.
    """
    if fmt == "xlsx" and not keys_only:
        return _write_workbook(thing, stream, to_file, overwrite=overwrite, terminal=surface.terminal)
    kind = "keys" if keys_only else fmt
    if to_file is not None:
        _write_file(_pieces(thing, kind, PIPE, indent=True), to_file, mark=kind == "csv", overwrite=overwrite)
        return []
    for piece in _pieces(thing, kind, surface, indent=surface.terminal):
        stream.write(surface.palette.encodable(piece))
    return []


def _pieces(thing: Table | Page, kind: str, surface: Surface, *, indent: bool) -> Iterator[str]:
    """The text of a result in one format, in pieces; a screen's modules are not loaded for data."""
    from corecrm.render import data

    if kind == "table":
        from corecrm.render.screen import screen_lines

        return (f"{line}\n" for line in screen_lines(thing, surface))
    if kind == "md":
        from corecrm.render.markdown import markdown

        return markdown(thing)
    ascii_only = surface.palette.encoding != "utf-8"
    if kind == "json":
        return data.json_text(thing, ascii_only=ascii_only, indent=indent)
    if kind == "jsonl":
        return data.json_lines(thing, ascii_only=ascii_only)
    return {"csv": data.comma_separated, "tsv": data.tsv, "keys": data.keys}[kind](thing)


def _write_file(pieces: Iterator[str], path: Path, *, mark: bool, overwrite: bool) -> None:
    from corecrm.render.saving import write_atomically

    def fill(file: IO[bytes]) -> None:
        if mark:
            file.write(BYTE_ORDER_MARK)
        file.writelines(piece.encode("utf-8", "replace") for piece in pieces)

    write_atomically(path, fill, overwrite=overwrite)


def _write_workbook(thing: Table | Page, stream: TextIO, path: Path | None, *, overwrite: bool, terminal: bool) -> list[str]:
    from corecrm.render.workbook import save_atomically, workbook

    if path is None and terminal:
        raise OutputRefused(_("a workbook cannot be shown on a terminal"), _("write it to a file with -o FILE.xlsx"))
    book, warnings = workbook(thing)
    if path is not None:
        save_atomically(book, path, overwrite=overwrite)
        return warnings
    content = BytesIO()  # a pipe cannot be sought in, as a zip file is written
    book.save(content)
    stream.flush()
    stream.buffer.write(content.getvalue())
    return warnings
