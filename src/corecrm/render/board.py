"""Lays the tables of a page side by side as a board: a box a table, a card a row."""

from dataclasses import replace
from itertools import zip_longest

from corecrm.fields import Page, Table
from corecrm.render.cells import WAN, fill, screen_form, shown, values_of
from corecrm.render.palette import UTF8
from corecrm.render.plain import plain
from corecrm.render.width import cut, fold, pad, width
from corecrm.text import _

BOARD_WIDTH = 80  # a narrower screen has the tables one below the other
CARDS = 6  # in a box; the others are counted
LINES = 2  # of one value of a card
EDGES = (("┌", "┬", "┐"), ("├", "┼", "┤"), ("└", "┴", "┘"))


def side_by_side(page: Page, cells: int) -> Page:
    """The same page as a board of `cells` width, drawn with the signs of UTF-8."""
    inner = (cells - 1) // len(page.parts) - 3
    boxes = [_box(table, inner) for table in page.parts]
    heads = [fold(table.title, inner) for table in page.parts]
    edges = [_edge(*marks, inner=inner, boxes=len(boxes)) for marks in EDGES]
    lines = [edges[0], *_across(heads, inner), edges[1], *_across(boxes, inner), edges[2]]
    return replace(page, parts=(), lead=(*page.lead, "", *lines))


def _edge(left: str, middle: str, right: str, *, inner: int, boxes: int) -> str:
    return left + middle.join([UTF8.rule * (inner + 2)] * boxes) + right


def _across(boxes: list[list[str]], inner: int) -> list[str]:
    """The lines of boxes that stand beside each other, all as high as the highest."""
    return [f"│ {' │ '.join(pad(text, inner) for text in row)} │" for row in zip_longest(*boxes, fillvalue="")]


def _box(table: Table, inner: int) -> list[str]:
    """The cards of a table, an empty line between two."""
    cards = [_card(texts, inner) for texts in _texts(table)[:CARDS]]
    lines = [line for card in cards for line in ["", *card]][1:]
    left = len(table.rows) - len(cards)
    return [*lines, "", cut(_("… {count} more").format(count=left), inner)] if left > 0 else lines


def _texts(table: Table) -> list[tuple[str, ...]]:
    """The cells of each row as they are read, without those that are not known."""
    indexes = shown(table, "screen")
    labels = [table.columns[index].label for index in indexes]
    columns = [
        fill(values, screen_form(label, WAN), "") for values, label in zip(values_of(table.rows, indexes), labels, strict=True)
    ]
    return list(zip(*columns, strict=True))


def _card(texts: tuple[str, ...], inner: int) -> list[str]:
    """The key and the title on lines of their own, what is known of the rest together where it fits; only a title may be cut."""
    key, title, *rest = (plain(text) for text in texts)
    end = [text for text in rest if text]
    together = " ".join(end)
    lines = [together] if width(together) <= inner else [line for text in end for line in fold(text, inner)]
    return [*fold(key, inner), *_short(title, inner), *lines]


def _short(text: str, inner: int) -> list[str]:
    lines = fold(text, inner)
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], cut("".join(lines[LINES - 1 :]), inner)]
