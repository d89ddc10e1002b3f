"""Tables and pages as data for other programs: TSV, CSV, JSON, JSON lines; nothing is rounded, shortened or left out.

Texts come in pieces of some thousand rows, so that a long table streams.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from itertools import repeat

from corecrm.fields import Kind, Page, Row, Table
from corecrm.render.cells import data_form, data_heading, fill, json_form, shown, values_of
from corecrm.render.plain import escaped, plain, plain_column, plain_lines

PIECE = 4_000  # rows
FREE_TEXT = frozenset({Kind.text, Kind.choice})


def tables(thing: Table | Page) -> tuple[Table, ...]:
    """The tables of a page, or the one."""
    return thing.parts if isinstance(thing, Page) else (thing,)


def name_of(table: Table, place: int) -> str:
    """The name of a table in a page, by which JSON and Excel know it."""
    return table.name or f"table_{place + 1}"


def keys(thing: Table | Page) -> Iterator[str]:
    """The key of each record, one a line; of a page, those of its first table that has keys."""
    for table in tables(thing):
        place = next((index for index, column in enumerate(table.columns) if column.key == table.key), None)
        if place is not None:
            yield "".join(f"{plain(str(row[place]))}\n" for row in table.rows)
            return


def tsv(thing: Table | Page) -> Iterator[str]:
    """A heading line and a line a record, tab-separated, each cell on one line; an empty line between two tables."""
    for place, table in enumerate(tables(thing)):
        headings = [data_heading(table.columns[index].label) for index in shown(table, "data")]
        yield ("\n" if place else "") + "\t".join(headings) + "\n"
        for rows in _pieces(table):
            cells = _texts(table, rows, plain_column)
            yield "\n".join(map("\t".join, zip(*cells, strict=True))) + "\n"


def comma_separated(thing: Table | Page) -> Iterator[str]:
    """CSV as RFC 4180 has it, with plain line ends; an empty line between two tables."""
    for place, table in enumerate(tables(thing)):
        headings = [data_heading(table.columns[index].label) for index in shown(table, "data")]
        yield ("\n" if place else "") + _quoted([headings])
        for rows in _pieces(table):
            yield _quoted(zip(*_texts(table, rows, _with_breaks), strict=True))


def _quoted(rows: Iterable[Sequence[str]]) -> str:
    import csv

    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _with_breaks(texts: list[str]) -> list[str]:
    return [plain_lines(text) for text in texts]


def _pieces(table: Table) -> Iterator[Sequence[Row]]:
    return (table.rows[start : start + PIECE] for start in range(0, len(table.rows), PIECE))


def _texts(table: Table, rows: Sequence[Row], clean: Callable[[list[str]], list[str]]) -> list[list[str]]:
    """The cells of `rows`, a list a column; only what people wrote can hold a break or a control."""
    indexes = shown(table, "data")
    labels = [table.columns[index].label for index in indexes]
    texts = [fill(values, data_form(label), "") for values, label in zip(values_of(rows, indexes), labels, strict=True)]
    return [clean(column) if label.kind in FREE_TEXT else column for column, label in zip(texts, labels, strict=True)]


def json_lines(thing: Table | Page, *, ascii_only: bool) -> Iterator[str]:
    """A JSON object a line; on a page each says first which `table` it is of."""
    encode = _encoder(ascii_only=ascii_only, indent=False)
    for place, table in enumerate(tables(thing)):
        origin = {"table": name_of(table, place)} if isinstance(thing, Page) else {}
        for rows in _pieces(table):
            yield escaped("".join(f"{encode({**origin, **record})}\n" for record in _records(table, rows)))


def json_text(thing: Table | Page, *, ascii_only: bool, indent: bool) -> Iterator[str]:
    """A table as an array of objects, a single record as one object, a page as an object of its tables.

    Args:
        thing: what to write.
        ascii_only: escape every other character, for a stream that is not UTF-8.
        indent: a line a member instead of a line a record.
    """
    if isinstance(thing, Table):
        yield from _json_table(thing, ascii_only=ascii_only, indent=indent)
        yield "\n"
        return
    yield "{"
    for place, table in enumerate(thing.parts):
        yield f'{"," if place else ""}\n"{name_of(table, place)}": '
        yield from _json_table(table, ascii_only=ascii_only, indent=indent)
    yield "\n}\n"


def _json_table(table: Table, *, ascii_only: bool, indent: bool) -> Iterator[str]:
    encode = _encoder(ascii_only=ascii_only, indent=indent)
    if table.card and table.rows:
        yield escaped(encode(next(_records(table, table.rows[:1]))))
        return
    between = "[\n"
    for rows in _pieces(table):
        yield between + escaped(",\n".join(map(encode, _records(table, rows))))
        between = ",\n"
    yield "\n]" if table.rows else "[]"


def _encoder(*, ascii_only: bool, indent: bool) -> Callable[[dict[str, object]], str]:
    """The encoder of a record. Line ends between its members go in as the separator: `indent=` would leave the fast C code."""
    from json import JSONEncoder

    if not indent:
        return JSONEncoder(ensure_ascii=ascii_only).encode
    encode = JSONEncoder(ensure_ascii=ascii_only, separators=(",\n  ", ": ")).encode
    return lambda record: f"{{\n  {encode(record)[1:-1]}\n}}"


def _records(table: Table, rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """Each row as what its JSON object holds."""
    indexes = shown(table, "data")
    names = [table.columns[index].key for index in indexes]
    forms = [json_form(table.columns[index].label) for index in indexes]
    columns = [
        values if form is None else [None if value is None else form(value) for value in values]
        for values, form in zip(values_of(rows, indexes), forms, strict=True)
    ]
    return map(dict, map(zip, repeat(names), zip(*columns, strict=True)))
