"""Rows of text files, CSV, TSV and JSON Lines, read as a stream: a million rows take no more memory than one."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from corecrm.errors import DataRejected
from corecrm.exchange.cells import MOST_COLUMNS, Cell, NumberedRow
from corecrm.text import _

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 50  # records
_LONGEST_FIELD = 1 << 20  # characters; an Excel cell holds 32,767


def find_delimiter(path: Path, encoding: str) -> str:
    """The one of `, tab ; |` that cuts most of the first 50 records into the same number of fields, above one; else the comma."""
    return max(_DELIMITERS, key=lambda delimiter: _agreement(path, encoding, delimiter))


def _agreement(path: Path, encoding: str, delimiter: str) -> tuple[int, int]:
    """How many of the first records have the same number of fields, and what that number is; nothing if it cuts fewer than half."""
    widths: Counter[int] = Counter()
    with _open(path, encoding) as file, suppress(csv.Error):  # the wrong one breaks quoted fields: what was read so far counts
        widths.update(len(record) for record in islice(_records(file, delimiter), _SAMPLE) if record)
    if 2 * widths[1] > widths.total():
        return 0, 0
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def csv_rows(path: Path, name: str, encoding: str, delimiter: str) -> Iterator[NumberedRow]:
    """Each record with the number of the line on which it starts; an empty field is None.

    Raises:
        DataRejected: quotation marks that do not pair up, or more than 1,000 fields.
    """
    number = 1
    with _open(path, encoding) as file:
        records = _records(file, delimiter)
        try:
            for record in records:
                if len(record) > MOST_COLUMNS:
                    raise _too_wide(name, number)
                yield number, [field or None for field in record]
                number = records.line_num + 1
        except csv.Error as error:
            message = _("{name} row {row}: its quotation marks do not pair up").format(name=name, row=number)
            raise DataRejected(
                message, _("a field that holds a quotation mark is quoted, and the mark inside it doubled")
            ) from error


def _open(path: Path, encoding: str) -> TextIO:
    file = path.open(encoding=encoding, newline="")
    if file.read(1) != "\ufeff":  # a mark that the given encoding has left in
        file.seek(0)
    return file


def _records(file: TextIO, delimiter: str) -> "Reader":
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(file, delimiter=delimiter, strict=True)


def _too_wide(name: str, row: int) -> DataRejected:
    message = _("{name} row {row}: more than {limit} columns").format(name=name, row=row, limit=f"{MOST_COLUMNS:,}")
    return DataRejected(message, _("check that it is a table, and name its delimiter by --delimiter"))


def is_json_lines(path: Path, encoding: str) -> bool:
    """Whether the first line that is not blank is a JSON object."""
    import json

    with _open(path, encoding) as file:
        line = next((line for line in file if not line.isspace()), "")
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def json_rows(path: Path, name: str, encoding: str) -> Iterator[NumberedRow]:
    """First row 0 with the keys of all objects in the order met, then each line's values; a missing key is None.

    Numbers with a fraction arrive as their text, so that no digit is lost.

    Raises:
        DataRejected: a line that is no flat JSON object, or more than 1,000 different keys.
    """
    keys: dict[str, None] = {}
    for number, values in _objects(path, name, encoding):
        keys.update(dict.fromkeys(values))
        if len(keys) > MOST_COLUMNS:
            raise _too_wide(name, number)
    yield 0, list(keys)
    for number, values in _objects(path, name, encoding):
        yield number, [values.get(key) for key in keys]


def _objects(path: Path, name: str, encoding: str) -> Iterator[tuple[int, dict[str, Cell]]]:
    with _open(path, encoding) as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, {} if line.isspace() else _object(line)
            except (ValueError, RecursionError) as error:
                message = _("{name} row {row}: not a JSON object of plain values").format(name=name, row=number)
                raise DataRejected(
                    message, _("one object a line, e.g. {example}").format(example='{"name": "…", "tier": "core"}')
                ) from error


def _object(line: str) -> dict[str, Cell]:
    """The members of a flat object.

    Raises:
        ValueError: it is something else, names a member twice, or holds another object or a list.
    """
    import json

    members = json.loads(line, object_pairs_hook=tuple, parse_float=str, parse_constant=_refuse)
    if not isinstance(members, tuple):
        raise ValueError(line)
    values = dict(members)
    if len(values) < len(members) or any(isinstance(value, tuple | list) for value in values.values()):
        raise ValueError(line)
    return {key: value if value != "" else None for key, value in values.items()}


def _refuse(constant: str) -> None:
    raise ValueError(constant)
