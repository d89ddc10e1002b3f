"""Finds the header row of a foreign table, reads its headings, and tells rows of data from titles, notes and totals."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from corecrm.errors import DataRejected
from corecrm.exchange.cells import Cell, CellError, NumberedRow, column_letter
from corecrm.names import normal_name
from corecrm.text import _

LOOK = 30  # rows
_UNIT = re.compile(
    r"(.+)[(\[【](?:单位:)?([^()\[\]【】]*元|CNY(?:10k|100m)?|[%‰]|pp|bp|户|家|个|人|笔|件|次|份|项|年|月|日|天)[)\]】]"
)
_ENGLISH = {"CNY": "元", "CNY10k": "万元", "CNY100m": "亿元"}  # as our own exports say it
_TOTAL = re.compile(r"(?:[^()]*(?:合计|总计|小计|共计)|(?:grand|sub)?totals?|sum)(?:\(.*\))?")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column.

    Args:
        text: as it stands in the file; "" over a column without a heading.
        name: the form in which headings are compared (see `heading_name`).
        unit: what stood in brackets behind it, e.g. `万元`, `%`.
        column_letter: `A`, `B`, …
    """

    text: str
    name: str
    unit: str | None
    column_letter: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header row of a table: its number in the file, a heading for every column, the numbers of filled rows above, their texts.

    The cells of a row above are joined by blanks.
    """

    row: int
    headings: tuple[Heading, ...]
    above: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def duplicates(self) -> dict[str, tuple[str, ...]]:
        """The headings that stand over several columns: name -> the letters of the columns."""
        letters: dict[str, tuple[str, ...]] = {}
        for heading in self.headings:
            letters[heading.name] = (*letters.get(heading.name, ()), heading.column_letter)
        return {name: columns for name, columns in letters.items() if name and len(columns) > 1}


def split_unit(text: str) -> tuple[str, str | None]:
    """A heading without the unit in brackets at its end, and that unit: `存款日均（万元）` is `存款日均`, `万元`.

    Any currency counts as a unit, so that one which we do not know is seen and refused. Other brackets are part of the name.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("*:")
    found = _UNIT.fullmatch(plain)
    return (found[1], _ENGLISH.get(found[2], found[2])) if found else (plain, None)


def heading_name(text: str) -> str:
    """The form in which headings are compared: half-width, lower case, without blanks, line breaks, `*` and the unit."""
    return normal_name(split_unit(text)[0])


def find_header(
    rows: Iterable[NumberedRow], known: Callable[[str], bool], *, header: int | None = None, look: int = LOOK, place: str = ""
) -> Header:
    """The row with the most known headings among the first rows; of equals the first.

    It must hold at least two different ones, or one where the table has at most two columns. Reads no more rows than it needs.

    Args:
        rows: the table from its first row.
        known: whether a `heading_name` is that of a field.
        header: the row that the user says it is; then no heading need be known.
        look: how many rows are looked at.
        place: file and sheet, for the message.

    Raises:
        DataRejected: no such row.
    """
    return _choose(list(islice(rows, max(look, header or 0))), known, header=header, place=place or _("the table"))


def split_table(
    rows: Iterator[NumberedRow], known: Callable[[str], bool], *, header: int | None = None, place: str = ""
) -> tuple[Header, Iterator[NumberedRow]]:
    """The header as `find_header` finds it, and the rows below it, still as a stream."""
    first = list(islice(rows, max(LOOK, header or 0)))
    found = _choose(first, known, header=header, place=place or _("the table"))
    return found, chain((row for row in first if row[0] > found.row), rows)


def classify(cells: Sequence[Cell], header: Header, key: int | None = None) -> str | None:
    """Why a row below the header is no data: `blank`, `note`, `total`; None if it is data.

    A note (or a title) is a lone text in a table of three or more columns. A total starts with 合计, 总计, 小计, Total or the like,
    and its key column holds nothing else.

    Args:
        cells: the row.
        header: the table's header.
        key: the index of the column that names the record, if known.
    """
    filled = [(index, cell) for index, cell in enumerate(cells) if _filled(cell)]
    if not filled:
        return "blank"
    index, first = filled[0]
    if not isinstance(first, str):
        return None
    if _TOTAL.fullmatch(normal_name(first).strip(":")) and (
        key is None or key == index or key >= len(cells) or not _filled(cells[key])
    ):
        return "total"
    lone = len(filled) == 1 and sum(1 for heading in header.headings if heading.name) > 2
    return "note" if lone else None


def _filled(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _choose(first: list[NumberedRow], known: Callable[[str], bool], *, header: int | None, place: str) -> Header:
    filled = [(number, _headings(cells)) for number, cells in first if any(map(_filled, cells))]
    if not filled:
        raise DataRejected(_("{place} is empty").format(place=place), _("it needs a row of headings with rows of data below"))
    if header is None:
        row, headings = _best(filled, known, place)
    else:
        row, headings = _given(filled, header, place)
    above = [(number, titles) for number, titles in filled if number < row]
    titles = tuple(" ".join(heading.text for heading in each if heading.text) for _number, each in above)
    return Header(row, headings, tuple(number for number, _titles in above), titles)


def _headings(cells: Sequence[Cell]) -> tuple[Heading, ...]:
    """A heading for each column up to the last filled one."""
    texts = [_text(cell) if _filled(cell) else "" for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(
        Heading(text, heading_name(text), split_unit(text)[1], column_letter(column)) for column, text in enumerate(texts, 1)
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, CellError):
        return cell.text
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _best(
    filled: list[tuple[int, tuple[Heading, ...]]], known: Callable[[str], bool], place: str
) -> tuple[int, tuple[Heading, ...]]:
    def score(row: tuple[int, tuple[Heading, ...]]) -> int:
        return len({heading.name for heading in row[1] if heading.name and known(heading.name)})

    best = max(filled, key=score)  # the first of equals
    needed = 1 if max(len(headings) for _number, headings in filled) <= 2 else 2
    if score(best) < needed:
        shown = ", ".join(heading.text for heading in filled[0][1][:8])
        message = _(
            "{place} has no header row: none of its first rows holds {needed} known headings; row {row} has: {headings}"
        ).format(place=place, needed=needed, row=filled[0][0], headings=shown)
        raise DataRejected(message, _("say which row it is by --header, and what its columns mean by --map THEIRS=ours"))
    return best


def _given(filled: list[tuple[int, tuple[Heading, ...]]], header: int, place: str) -> tuple[int, tuple[Heading, ...]]:
    for number, headings in filled:
        if number == header:
            return number, headings
    raise DataRejected(
        _("{place} row {row} holds no headings").format(place=place, row=header), _("give the number of the row as Excel shows it")
    )
