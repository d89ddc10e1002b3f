"""A whole store as files: a folder with a file a noun, or a workbook with a sheet a noun, taken in as one change set."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corecrm.errors import DataRejected, InputMissing
from corecrm.exchange.reader import SourceFile, open_file
from corecrm.exchange.spec import ImportSpec
from corecrm.exchange.specs import BUNDLE, spec_of
from corecrm.text import _

SUFFIXES = (".csv", ".xlsx", ".tsv", ".jsonl", ".xls", ".ods", ".xlsm")


def open_bundle(path: Path, *, encoding: str | None = None) -> list[tuple[ImportSpec, SourceFile]]:
    """The files of a bundle, those that are referred to before those that refer to them.

    Raises:
        InputMissing: there is no such place, or one of its files cannot be read.
        DataRejected: it holds nothing that is named after a noun, or two files for one.
    """
    found = list(_in_folder(path, encoding) if path.is_dir() else _in_workbook(path, encoding))
    if not found:
        message = _("{path} holds nothing that is named after a noun").format(path=path)
        raise DataRejected(message, _("name its files or sheets: {names}").format(names=", ".join(BUNDLE)))
    return found


def _in_folder(path: Path, encoding: str | None) -> Iterator[tuple[ImportSpec, SourceFile]]:
    for noun in BUNDLE:
        files = [file for file in sorted(path.iterdir()) if file.stem == noun and file.suffix.lower() in SUFFIXES]
        if len(files) > 1:
            names = ", ".join(file.name for file in files)
            raise DataRejected(_("{path} holds several files for {noun}: {names}").format(path=path, noun=noun, names=names))
        for file in files:
            yield spec_of(noun), open_file(file, encoding=encoding)


def _in_workbook(path: Path, encoding: str | None) -> Iterator[tuple[ImportSpec, SourceFile]]:
    book = open_file(path, encoding=encoding)
    if not book.sheets:
        raise InputMissing(
            _("{path} is one table, not a bundle").format(path=path),
            _("name the noun: corecrm import NOUN {path}").format(path=path),
        )
    for noun in BUNDLE:
        if noun in book.sheets:
            yield spec_of(noun), replace(book, sheet=noun)
