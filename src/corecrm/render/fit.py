"""Chooses the columns of a table for a width, and how wide each is: no number, amount, date or code is ever cut or folded.

When a table is too wide, it first gives up blanks between its columns, then folds headings and long texts down to a width
that still reads well, then drops columns (the highest `Column.drop` first), then folds texts as far as their words allow.
If that is not enough, it is to be stacked: one line a value.
"""

from dataclasses import dataclass
from typing import NamedTuple

from corecrm.fields import Column, Kind
from corecrm.render.width import longest_word, width, widths

WIDE_GAP, NARROW_GAP = 3, 2
READABLE = 20  # a text column is not folded below this while a column can be dropped instead
SMALLEST = 6
LONGEST_CODE = 40  # a longer piece without a blank is no code and may be broken


@dataclass(frozen=True, slots=True)
class Texts:
    """A table as texts, a list a column, each on one line and fit for the terminal.

    Args:
        columns: the columns on the screen.
        heads: their headings.
        texts: their cells, one list a column.
        key: the column that names the record; it is never folded.
    """

    columns: tuple[Column, ...]
    heads: list[str]
    texts: list[list[str]]
    key: str = ""

    def whole(self, index: int) -> bool:
        """Whether the cells of a column are never folded: numbers, dates, the key, anything that holds guides."""
        column = self.columns[index]
        return column.tree or column.key == self.key or column.label.kind not in (Kind.text, Kind.choice)


class Layout(NamedTuple):
    """Which columns are shown, how wide each is, and the blanks between them."""

    kept: list[int]
    widths: list[int]
    gap: int


class _Span(NamedTuple):
    """How wide a column is in full, at what width it still reads well, and below what it never goes."""

    full: int
    readable: int
    least: int


def fit(table: Texts, cells: int | None) -> Layout | None:
    """The layout of `table` on a terminal of `cells`; None where it must be stacked. Without a width all is shown in full."""
    everything = list(range(len(table.columns)))
    full = [max([width(head), *widths(texts)]) for head, texts in zip(table.heads, table.texts, strict=True)]
    if cells is None or _line(full, WIDE_GAP) <= cells:
        return Layout(everything, full, WIDE_GAP)
    spans = [_span(table, index, full[index]) for index in everything]
    kept = _kept(table, spans, cells)
    return _layout(kept, [spans[index] for index in kept], cells)


def _kept(table: Texts, spans: list[_Span], cells: int) -> list[int]:
    """The columns that fit where they still read well; at least those that never drop."""
    kept = list(range(len(spans)))
    while _line([spans[index].readable for index in kept], NARROW_GAP) > cells:
        droppable = [index for index in kept if table.columns[index].drop]
        if not droppable:
            break
        kept.remove(max(droppable, key=lambda index: (table.columns[index].drop, index)))
    return kept


def _layout(kept: list[int], spans: list[_Span], cells: int) -> Layout | None:
    full, readable, least = (list(sizes) for sizes in zip(*spans, strict=True))
    for gap in (WIDE_GAP, NARROW_GAP):
        if _line(full, gap) <= cells:
            return Layout(kept, full, gap)
    for floors in (readable, least):
        if _line(floors, NARROW_GAP) <= cells:
            return Layout(kept, _narrowed(full, floors, cells - _line([0] * len(kept), NARROW_GAP)), NARROW_GAP)
    return None


def _line(columns: list[int], gap: int) -> int:
    """The width of a line: its columns and the blanks between them."""
    return sum(columns) + gap * (len(columns) - 1)


def _span(table: Texts, index: int, full: int) -> _Span:
    head, texts = table.heads[index], table.texts[index]
    heading = min(width(head), max(SMALLEST, longest_word(head)))
    if table.whole(index):
        least = max([heading, *widths(texts)])
        return _Span(full, least, least)
    word = min(LONGEST_CODE, max(map(longest_word, texts), default=0))
    least = max(heading, min(full, max(SMALLEST, word)))
    return _Span(full, max(least, min(full, READABLE)), least)


def _narrowed(full: list[int], floors: list[int], room: int) -> list[int]:
    """The widths `full`, of which the widest that still may give a cell until all fit into `room`."""
    chosen = list(full)
    for _cell in range(sum(full) - room):
        widest = max((i for i in range(len(full)) if chosen[i] > floors[i]), key=lambda i: chosen[i])
        chosen[widest] -= 1
    return chosen
