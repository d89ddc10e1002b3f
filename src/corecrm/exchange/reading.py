"""From a cell to the value that is stored: exact, or refused with a sentence; empty is None.

Stored are texts, codes of choices, ISO dates, whole 分, whole millionths, whole numbers and flags.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from corecrm.exchange.cells import Cell, CellError, cell_text
from corecrm.exchange.spec import Field
from corecrm.fields import SHANGHAI, Kind, Labelled
from corecrm.money import decimal_of_float, half_width, money_of_cell, parse_count, parse_rate, to_fen, to_millionths
from corecrm.names import clean, similar
from corecrm.periods import DateOrder, cell_date
from corecrm.text import _

Reader = Callable[[Cell], object]
ColumnReader = Callable[[Sequence[Cell]], list[object]]

_YES, _NO = ("是", "yes", "true", "1", "y", "✓", "√"), ("否", "no", "false", "0", "n")
_HAS_UNIT = re.compile(r".*[^0-9.,()+\- ]\)?", re.DOTALL)
_BETWEEN = "|"
_MOST_KEPT = 5_000  # different texts of a column of choices or dates


class Refusal(ValueError):
    """A cell that cannot be stored: why, a code for scripts, what may have been meant, and for a whole row which field."""

    def __init__(self, message: str, code: str = "format", suggestion: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.code, self.suggestion, self.field = code, suggestion, field


class Manner(NamedTuple):
    """How the cells of a column are meant.

    Args:
        unit: of bare numbers: the heading's, else that of --unit; None if nobody said.
        order: of day, month and year.
        exact: the file is our own JSON Lines: amounts in 元, rates as fractions.
    """

    unit: str | None = None
    order: DateOrder | None = None
    exact: bool = False


class _Remembered(dict[Cell, object]):
    """What different cells of a column were read as, for columns with few different ones."""

    def __init__(self, read: Reader) -> None:
        super().__init__({None: None})
        self._read = read

    def __missing__(self, cell: Cell) -> object:
        value = self._read(cell)
        if len(self) < _MOST_KEPT:
            self[cell] = value
        return value


def reader_of(field: Field, manner: Manner) -> Reader:
    """What reads the cells of `field`. It raises ValueError with a sentence, `Refusal` where more is known."""
    label = field.label
    if label.choices is not None:
        return _Remembered(_choice(label.choices)).__getitem__
    if label.kind in (Kind.text, Kind.choice):  # a choice without a closed list
        return text_reader(field)
    if label.kind is Kind.quantity:
        return lambda cell: cell
    readers: dict[Kind, Callable[[Field, Manner], Reader]] = {
        Kind.money: lambda _field, manner: lambda cell: to_fen(amount(cell, manner)),
        Kind.rate: _rates,
        Kind.count: _counts,
        Kind.date: lambda _field, manner: _Remembered(lambda cell: cell_date(cell, order=manner.order).isoformat()).__getitem__,
        Kind.instant: lambda _field, _manner: _instant,
        Kind.flag: lambda _field, _manner: _Remembered(_flag).__getitem__,
    }
    return _unless_blank(readers[label.kind](field, manner))


def _unless_blank(read: Reader) -> Reader:
    return lambda cell: None if cell is None or (isinstance(cell, str) and not cell.strip()) else read(cell)


def text_reader(field: Field) -> Reader:
    """What reads a text: without controls, at most `longest` characters, and fitting the pattern."""
    longest, lines = field.longest, field.lines
    fits = re.compile(field.pattern).fullmatch if field.pattern else None

    def read(cell: Cell) -> str | None:
        if cell is None:
            return None
        plain = cell if isinstance(cell, str) else cell_text(cell)
        text = plain.strip() if plain.isprintable() else clean(plain, lines=lines)
        if len(text) > longest:
            raise Refusal(_("is longer than {limit} characters").format(limit=longest))
        if fits and text and not fits(text):
            raise Refusal(_("does not have the form of this code: letters, digits and . _ -"))
        return text or None

    return read


def column_reader(field: Field, read: Reader) -> ColumnReader:
    """What reads many cells of a column at once. Texts that need no change are told by one look at all of them together."""
    if field.refers or field.label.choices is not None or field.label.kind not in (Kind.text, Kind.choice):
        return lambda cells: list(map(read, cells))
    return lambda cells: list(cells) if _are_plain(cells, field) else list(map(read, cells))


def _are_plain(cells: Sequence[Cell], field: Field) -> bool:
    """Whether every cell is None or a text that is stored as it is."""
    texts = [cell for cell in cells if cell is not None]
    try:
        together = _BETWEEN.join(texts)  # type: ignore[arg-type]  # other cells raise
    except TypeError:
        return False
    if field.pattern and not ("".join(texts).isalnum() and together.isascii()):  # type: ignore[arg-type]  # texts by now
        return False
    blank_ends = together[:1] == " " or together[-1:] == " " or _BETWEEN + " " in together or " " + _BETWEEN in together
    return together.isprintable() and not blank_ends and "" not in texts and max(map(len, texts), default=0) <= field.longest  # type: ignore[arg-type]


def _choice(choices: type[Labelled]) -> Reader:
    """A member's code, from its code or either label."""

    def read(cell: Cell) -> str | None:
        text = clean(cell_text(cell))
        try:
            return choices.parse(text).value if text else None
        except ValueError:
            near = similar(text, [member.label for member in choices], limit=1)
            known = " · ".join(member.label for member in choices)
            raise Refusal(_("is none of {known}").format(known=known), "choice", near[0] if near else None) from None

    return read


def _flag(cell: Cell) -> bool:
    word = cell_text(cell).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Refusal(_("is neither yes nor no"), "choice")


def amount(cell: Cell, manner: Manner) -> Decimal:
    """The 元 of a cell. A bare number needs a unit; a text may bring its own.

    Raises:
        ValueError: nobody said the unit, or it is no amount.
    """
    _refuse_error(cell)
    unit = "元" if manner.exact else manner.unit
    if unit is None:
        if not (isinstance(cell, str) and _HAS_UNIT.fullmatch(half_width(cell).strip())):
            raise Refusal(
                _("nobody says its unit"), "unit", _("name it in the heading, such as （万元）, or say --unit 元 or --unit 万元")
            )
        unit = "元"
    return money_of_cell(cell, unit)


def rate(cell: Cell, manner: Manner) -> Decimal:
    """The fraction of a cell: `71%`, `0.71`, a number up to 1 of a spreadsheet, or percents under a heading with %.

    Raises:
        ValueError: it is not clear which.
    """
    _refuse_error(cell)
    text = half_width(cell).strip() if isinstance(cell, str) else f"{_number(cell):f}"
    bare = not text.endswith("%")
    if manner.unit == "%" and bare and not manner.exact:
        return parse_rate(text + "%")
    if bare and re.fullmatch(r"[+-]?1(\.0*)?", text):
        return Decimal(text)
    return parse_rate(text)


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Refusal(_("is not a number"))
    return decimal_of_float(cell) if isinstance(cell, float) else Decimal(cell)


def _bounded(field: Field, read: Callable[[Cell], int]) -> Reader:
    """`read`, refusing what lies outside the field's bounds."""
    least, most = field.least, field.most

    def bounded(cell: Cell) -> int:
        value = read(cell)
        if (least is not None and value < least) or (most is not None and value > most):
            raise Refusal(_("is not between the smallest and the largest that it can be"), "range")
        return value

    return bounded


def _rates(field: Field, manner: Manner) -> Reader:
    return _bounded(field, lambda cell: to_millionths(rate(cell, manner)))


def _counts(field: Field, _manner: Manner) -> Reader:
    return _bounded(field, lambda cell: parse_count(cell_text(cell)))


def _instant(cell: Cell) -> str:
    """An instant in UTC; a text needs its offset."""
    if isinstance(cell, datetime) and cell.tzinfo is None:  # a spreadsheet knows no zones; ours carry the time in Shanghai
        cell = cell.replace(tzinfo=SHANGHAI)
    moment = cell if isinstance(cell, datetime) else datetime.fromisoformat(cell_text(cell))
    if moment.tzinfo is None:
        raise Refusal(_("has no time zone: write it as 2026-03-01T08:00:00Z"))
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _refuse_error(cell: Cell) -> None:
    if isinstance(cell, CellError | bool | date):
        cell_text(cell)  # says what is wrong with an error
        raise Refusal(_("is not a number"))
