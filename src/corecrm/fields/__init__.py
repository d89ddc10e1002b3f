"""How fields are called, in both languages, everywhere: labels, labelled choices, columns and the one Table.

A `Label` is the single source of a field's option help, table heading, import header, Excel header and error text.
Its key is the name of the attribute, of the database column and of the JSON field.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Self

from corecrm.text import pick

SHANGHAI = timezone(timedelta(hours=8))  # where days begin; China has kept one offset without summer time since 1991


class Kind(StrEnum):
    """What a field's value is, in Python (the database form in brackets)."""

    text = "text"  # str
    count = "count"  # type: ignore[assignment]  # int; hides str.count
    money = "money"  # Decimal in 元, two decimals (integer 分)
    rate = "rate"  # Decimal fraction, 0.05 is 5 % (integer millionths)
    date = "date"  # date (ISO text on SQLite)
    instant = "instant"  # aware datetime in UTC (ISO text on SQLite)
    flag = "flag"  # bool (0 or 1 on SQLite)
    choice = "choice"  # a member of the label's `choices` (its code); without them a word of the program's own, such as a noun
    quantity = "quantity"  # Quantity: a value whose unit stands in its own row


class Quantity(NamedTuple):
    """A value with its unit, for columns whose rows differ in it (goals, facts).

    `value` is in `unit` itself: 元 for money, a fraction for %, a plain number for 户, 个 and the like. One that is `estimated`
    holds a fact that was divided by days, and is marked wherever a person reads it; data has a field of its own for that.
    """

    value: Decimal
    unit: str
    estimated: bool = False


class Blank:
    """Stands in a cell about which nothing is to be said: that of a heading among the rows of a table on a screen."""


BLANK = Blank()


def estimate_mark() -> str:
    """What stands behind a figure that is estimated."""
    return pick("估", "est.")


class Labelled(StrEnum):
    """A closed list of values. Members are written `core = "core", "核心", "Core"`: stored code, Chinese, English."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        """A member with its labels."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh, member.en = zh, en
        return member

    @property
    def label(self) -> str:
        """What a person reads."""
        return pick(self.zh, self.en)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member that `text` names by code or by either label.

        Raises:
            ValueError: none does.
        """
        wanted = text.strip().casefold()
        for member in cls:
            if wanted in (member.value.casefold(), member.zh.casefold(), member.en.casefold()):
                return member
        raise ValueError(text)


class Coded(str):
    """A word of the program's own, such as a field's key or a stored value: itself in JSON, `label` where a person reads it.

    Its column is of kind `choice`.
    """

    __slots__ = ("label",)
    label: str

    def __new__(cls, code: str, label: str) -> Self:
        """A code and what a person reads for it."""
        word = str.__new__(cls, code)
        word.label = label
        return word


class Figured(str):
    """A sentence with figures: as a text in full, amounts in 元 to the 分; a screen says them in the unit of its own."""

    __slots__ = ("figures", "template")
    template: str
    figures: Mapping[str, Quantity]

    def __new__(cls, template: str, figures: Mapping[str, Quantity], said: Callable[[Quantity], str]) -> Self:
        """A sentence.

        Args:
            template: a message in the language of the run; takes each figure as `{name}`, or where the unit of a sum is said
                at its end as `{name:n}`, the bare number.
            figures: what it has to say.
            said: a figure in full with its unit behind a blank.
        """
        sentence = str.__new__(cls, _filled(template, figures, said))
        sentence.template, sentence.figures = template, figures
        return sentence

    def as_on(self, said: Callable[[Quantity], str]) -> str:
        """The sentence with its figures said otherwise."""
        return _filled(self.template, self.figures, said)


def _filled(template: str, figures: Mapping[str, Quantity], said: Callable[[Quantity], str]) -> str:
    return template.format(**{name: _Said(said(figure)) for name, figure in figures.items()})


class _Said(str):
    """A figure with its unit, of which the format `n` leaves the number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return self.partition(" ")[0] if spec == "n" else str(self)


class Label(NamedTuple):
    """One field's names. `aliases` are further headings under which bank sheets carry it; the day of a `past` one has come."""

    key: str
    zh: str
    en: str
    kind: Kind = Kind.text
    unit: str | None = None
    aliases: tuple[str, ...] = ()
    choices: type[Labelled] | None = None
    past: bool = False

    @property
    def title(self) -> str:
        """The heading in the language of the run."""
        return pick(self.zh, self.en)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading an import accepts for it."""
        return (self.zh, self.en, self.key, *self.aliases)


def choice(key: str, zh: str, en: str, choices: type[Labelled], *, aliases: tuple[str, ...] = ()) -> Label:
    """A label for a field that takes one of `choices`."""
    return Label(key, zh, en, Kind.choice, aliases=aliases, choices=choices)


class Column(NamedTuple):
    """A label at its place in a table.

    Args:
        label: what the column holds.
        drop: 0 is always shown; of the others the highest number goes first when the screen is narrow.
        tree: holds guides (├─), so its text is never folded.
        on: `both`, or only the `screen`, or only `data` (JSON, CSV, TSV, JSONL).
    """

    label: Label
    drop: int = 0
    tree: bool = False
    on: str = "both"

    @property
    def key(self) -> str:
        """The JSON name."""
        return self.label.key


Row = tuple[object, ...]


def columns(*labels: Label | Column) -> tuple[Column, ...]:
    """Columns in the order given; a bare label never drops."""
    return tuple(label if isinstance(label, Column) else Column(label) for label in labels)


@dataclass(slots=True)
class Table:
    """What every command and report returns; the writers turn it into a screen, JSON, CSV, Excel and the rest.

    Args:
        title: a short heading; on screens only.
        columns: what each value of a row is.
        rows: tuples in the order of `columns`, already of the Python types that `Kind` names; None is "not known".
        notes: sentences under the table.
        as_of: the day the figures are of.
        card: one record, shown as label/value lines and as one JSON object instead of a list.
        key: the column that `-q` prints.
        more: rows that exist beyond the ones here.
        name: the key of this table inside a `Page`.
        measured: the column behind whose texts the unit of a row's quantities is said once, on screens and in workbooks.
        exact: records as they are kept, of which a screen does not round the figures either, as it does a report's.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    as_of: date | None = None
    card: bool = False
    key: str = "code"
    more: int = 0
    name: str = ""
    measured: str = ""
    exact: bool = False

    @property
    def in_full(self) -> bool:
        """Whether nothing in it may be rounded: a list of records, or a single one."""
        return self.exact or self.card

    def only(self, keys: Sequence[str]) -> "Table":
        """The same rows with just the columns `keys`, in that order."""
        place = {column.key: index for index, column in enumerate(self.columns)}
        wanted = [place[key] for key in keys]
        chosen = tuple(self.columns[index]._replace(drop=0, on="both") for index in wanted)
        return replace(self, columns=chosen, rows=[tuple(row[index] for index in wanted) for row in self.rows])


@dataclass(slots=True)
class Page:
    """Several tables on one screen: a dashboard, a client's sheet. JSON: one object with a member a table."""

    title: str
    parts: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    as_of: date | None = None
    lead: tuple[str, ...] = field(default=())


def _money(fen: object) -> Decimal:
    return Decimal(fen).scaleb(-2)  # type: ignore[arg-type]  # the database's integer


def _rate(millionths: object) -> Decimal:
    return Decimal(millionths).scaleb(-6)  # type: ignore[arg-type]  # the database's integer


def _date(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)  # type: ignore[arg-type]  # text on SQLite


def _instant(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)  # type: ignore[arg-type]  # text on SQLite


FROM_DATABASE: dict[Kind, Callable[[object], object]] = {
    Kind.money: _money,
    Kind.rate: _rate,
    Kind.date: _date,
    Kind.instant: _instant,
    Kind.flag: bool,
}


def from_database(cols: Sequence[Column], raw: Iterable[Sequence[object]]) -> list[Row]:
    """Database rows as Python rows, by the kind of each column; alike for SQLite and PostgreSQL."""
    converters: list[tuple[int, Callable[[object], object]]] = []
    for index, column in enumerate(cols):
        if column.label.choices is not None:
            converters.append((index, column.label.choices))
        elif column.label.kind in FROM_DATABASE:
            converters.append((index, FROM_DATABASE[column.label.kind]))
    if not converters:
        return [tuple(row) for row in raw]
    rows: list[Row] = []
    for row in raw:
        values = list(row)
        for index, convert in converters:
            if values[index] is not None:
                values[index] = convert(values[index])
        rows.append(tuple(values))
    return rows
