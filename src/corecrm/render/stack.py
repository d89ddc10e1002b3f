"""Lays a record out as one line a value: for a single record, and for a table too wide for its screen."""

from corecrm.render.fit import LONGEST_CODE, Texts
from corecrm.render.width import fold, longest_word, pad, width

GAP = 2
ROOM = 12  # cells a value needs at least beside its label
INDENT = "  "


def stacked(table: Texts, cells: int | None) -> list[str]:
    """Every record of `table` as label/value lines, an empty line between two records.

    The values stand beside their labels where the longest number, date or word has room there, else below them.
    """
    labels = max(map(width, table.heads), default=0)
    room = None if cells is None else cells - labels - GAP
    beside = room is None or room >= max(ROOM, _needed(table))
    records = [
        _beside(table.heads, values, labels, room) if beside else _below(table.heads, values, cells or 0) for values in _rows(table)
    ]
    return [line for record in records for line in ["", *record]][1:]


def _rows(table: Texts) -> list[tuple[str, ...]]:
    return list(zip(*table.texts, strict=True))


def _needed(table: Texts) -> int:
    """The cells of the longest text that must stay in one piece."""
    sizes = (
        width(text) if table.whole(i) else min(LONGEST_CODE, longest_word(text))
        for i, texts in enumerate(table.texts)
        for text in texts
    )
    return max(sizes, default=0)


def _beside(heads: list[str], values: tuple[str, ...], labels: int, room: int | None) -> list[str]:
    lines = []
    for head, value in zip(heads, values, strict=True):
        first, *rest = [value] if room is None else fold(value, room)
        lines.append(f"{pad(head, labels)}{' ' * GAP}{first}".rstrip())
        lines += [" " * (labels + GAP) + line for line in rest]
    return lines


def _below(heads: list[str], values: tuple[str, ...], cells: int) -> list[str]:
    lines = []
    for head, value in zip(heads, values, strict=True):
        lines += fold(head, cells)
        lines += [INDENT + line for line in fold(value, cells - len(INDENT))]
    return lines
