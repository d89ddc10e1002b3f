"""What each kind of value looks like: on a screen, in CSV and TSV, in JSON.

A form turns one value that is known (not None) into a text; forms are chosen once a column, then run down it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, NamedTuple

from corecrm.fields import BLANK, SHANGHAI, Coded, Figured, Kind, Label, Labelled, Quantity, Row, Table, estimate_mark
from corecrm.fields.metric import unit_word
from corecrm.render.plain import plain
from corecrm.text import _, pick

Form = Callable[[Any], str]

UNKNOWN = "—"
NUMBERS = frozenset({Kind.count, Kind.money, Kind.rate, Kind.quantity})


class Scale(NamedTuple):
    """The unit in which a table shows its amounts: 10 ** `power` 元, with `digits` decimals."""

    zh: str
    en: str
    power: int
    digits: int

    @property
    def word(self) -> str:
        """The unit's name."""
        return pick(self.zh, self.en)


YUAN = Scale("元", "CNY", 0, 2)
WAN = Scale("万元", "CNY 10k", 4, 0)
WAN_FINE = Scale("万元", "CNY 10k", 4, 2)
YI = Scale("亿元", "CNY 100m", 8, 2)
_ONE_WAN, _VISIBLE = Decimal(10_000), Decimal(5_000)  # half of one 万元 still rounds up to 1


def rounded(value: Decimal, digits: int) -> Decimal:
    """`value` with `digits` decimals, half of the last one rounded away from zero; what rounds to nothing has no sign."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def amount(value: Decimal, scale: Scale) -> str:
    """`value` 元 in the unit of `scale`, thousands grouped: converted first, then rounded."""
    return f"{rounded(value.scaleb(-scale.power), scale.digits):,f}"


def percent(value: Decimal) -> str:
    """A fraction as a percentage with up to two decimals: 0.125 is 12.5%."""
    return _short(f"{rounded(value.scaleb(2), 2):,f}") + "%"


def exact(value: Decimal) -> str:
    """Every digit of `value`, without an exponent and without zeros at its end."""
    text = str(value)
    return _short(f"{value:f}" if "E" in text else text)


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def percent_in_full(value: Decimal) -> str:
    """A fraction as a percentage with every digit: 0.123456 is 12.3456%."""
    return f"{_grouped(value.scaleb(2))}%"


def quantity(value: Quantity) -> str:
    """A value and its unit as a person reads them: money in 万元, a fraction as a percentage; an estimate with its mark."""
    if value.unit == YUAN.zh:
        return _marked(f"{amount(value.value, _wan(value.value))} {WAN.word}", value)
    return _marked(percent(value.value), value) if value.unit == "%" else quantity_in_full(value)


def quantity_in_full(value: Quantity) -> str:
    """The same without rounding: 万元 with as many decimals as it takes."""
    if value.unit == YUAN.zh:
        return _marked(f"{_grouped(value.value.scaleb(-WAN.power))} {WAN.word}", value)
    if value.unit == "%":
        return _marked(percent_in_full(value.value), value)
    return _marked(plain(f"{_grouped(value.value)} {unit_word(value.unit)}").strip(), value)


def _marked(text: str, value: Quantity) -> str:
    return f"{text} {estimate_mark()}" if value.estimated else text


def _grouped(value: Decimal) -> str:
    return _short(f"{value + 0:,f}")


def _wan(value: Decimal) -> Scale:
    """万元, with two decimals where the amount would look like nothing without them."""
    return WAN_FINE if value and abs(value) < _VISIBLE else WAN


def text_of(value: object) -> str:
    """A text; several in a row where a record has more than one."""
    if isinstance(value, str):
        return value
    return pick("、", ", ").join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _local(value: datetime) -> str:
    return local_time(value).strftime("%Y-%m-%d %H:%M")


def local_time(value: datetime) -> datetime:
    """An instant by the clock in Shanghai."""
    return value.astimezone(SHANGHAI)


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _yuan(value: Decimal) -> str:
    text = str(value)  # three times as fast as formatting, and right for what comes from the database
    return text if text[-3:-2] == "." else f"{value:.2f}"


def in_its_unit(value: Quantity) -> Decimal:
    """The number that stands before a value's unit: 71 of 71 %."""
    return value.value.scaleb(2) if value.unit == "%" else value.value


def _plain_number(value: Quantity) -> str:
    return _yuan(value.value) if value.unit == YUAN.zh else exact(value.value)


def _measured(value: Quantity) -> str:
    return f"{exact(in_its_unit(value))}%" if value.unit == "%" else _plain_number(value)


def yes_no(value: object) -> str:
    """A flag in words."""
    return pick("是", "yes") if value else pick("否", "no")


def label_of(value: object) -> str:
    """What a person reads for a choice; a word of the program's own is translated as its messages are."""
    return value.label if isinstance(value, Labelled | Coded) else _(str(value))


def _labels(label: Label) -> Form:
    known = {member: member.label for member in label.choices or ()}
    return lambda value: known.get(value) or label_of(value)


_ON_SCREEN: dict[Kind, Form] = {
    Kind.text: text_of,
    Kind.count: "{:,}".format,
    Kind.rate: percent,
    Kind.date: date.isoformat,
    Kind.instant: _local,
    Kind.flag: lambda value: "✓" if value else "",
    Kind.quantity: quantity,
}
_IN_FULL: dict[Kind, Form] = {**_ON_SCREEN, Kind.rate: percent_in_full, Kind.quantity: quantity_in_full}
_IN_DATA: dict[Kind, Form] = {
    Kind.text: text_of,
    Kind.count: str,
    Kind.money: _yuan,
    Kind.rate: exact,
    Kind.date: date.isoformat,
    Kind.instant: _utc,
    Kind.flag: yes_no,
    Kind.quantity: _measured,
}
_JSON: dict[Kind, Form] = {kind: _IN_DATA[kind] for kind in (Kind.money, Kind.rate, Kind.date, Kind.instant)}
_JSON[Kind.quantity] = _plain_number  # a percentage is a fraction there, as all rates are
_JSON[Kind.choice] = str  # a member is its code


def screen_form(label: Label, scale: Scale) -> Form:
    """How a person reads a value of `label`; amounts in the unit of `scale`, which the table names once."""
    if label.kind is Kind.money:
        return partial(amount, scale=scale)
    return _labels(label) if label.kind is Kind.choice else _ON_SCREEN[label.kind]


def record_form(label: Label, scale: Scale) -> Form:
    """The same for records as they are kept: nothing is rounded, if `scale` holds their amounts."""
    return _IN_FULL[label.kind] if label.kind in (Kind.rate, Kind.quantity) else screen_form(label, scale)


def on_screen(sentence: str) -> str:
    """A sentence as a person reads it beside a table on a screen: its figures in the same unit, and in full."""
    if not isinstance(sentence, Figured):
        return sentence
    return sentence.as_on(quantity_in_full)


def data_form(label: Label) -> Form:
    """How CSV and TSV carry a value of `label`: 元 and fractions as decimals, ISO dates, instants in UTC, choices by label."""
    return _labels(label) if label.kind is Kind.choice else _IN_DATA[label.kind]


def json_form(label: Label) -> Form | None:
    """How JSON carries a value of `label`; None for what it has a type of its own for (text, counts, flags)."""
    return _JSON.get(label.kind)


def fill(values: Iterable[object], form: Form, missing: str) -> list[str]:
    """`form` of each value, `missing` for what is not known, nothing for what is blank."""
    return ["" if value is BLANK else missing if value is None else form(value) for value in values]


def screen_heading(label: Label) -> str:
    """A heading; a count's own unit stands in brackets behind it."""
    return in_brackets(label.title, label.unit if label.kind is not Kind.money else None)


def data_heading(label: Label) -> str:
    """A heading for CSV and TSV, where amounts are in 元."""
    return in_brackets(label.title, YUAN.word if label.kind is Kind.money else label.unit)


def in_brackets(title: str, unit: str | None) -> str:
    """`title（unit）`, `title (unit)`; just the title without a unit."""
    return title + pick(f"（{unit}）", f" ({unit})") if unit else title


def unit_of(row: Row) -> str:
    """The unit of a row's quantities, those of the first; a percentage says it itself."""
    unit = next((value.unit for value in row if isinstance(value, Quantity)), "")
    return "" if unit == "%" else unit


def unit_shown(unit: str, scale: Scale = WAN) -> str:
    """How a person reads a unit: amounts are shown in that of `scale`."""
    return scale.word if unit == YUAN.zh else unit_word(unit)


def units_once(table: Table) -> Table:
    """A table as a screen shows it: the unit of each row's figures behind its name instead of behind each of them."""
    name = next((index for index in shown(table, "screen") if table.columns[index].key == table.measured), None)
    if name is None:
        return table
    rows: list[Row] = []
    for row in table.rows:
        unit = unit_of(row)
        bare = [_bare(value) if isinstance(value, Quantity) and value.unit == unit else value for value in row]
        bare[name] = in_brackets(text_of(row[name]), plain(unit_shown(unit)))
        rows.append(tuple(bare))
    return replace(table, rows=rows)


def _bare(value: Quantity) -> Quantity:
    yuan = value.unit == YUAN.zh
    number = rounded(value.value.scaleb(-WAN.power), _wan(value.value).digits) if yuan else value.value
    return value._replace(value=number, unit="")


def shown(table: Table, place: str) -> list[int]:
    """The indexes of the columns that appear at a place: `screen` or `data`."""
    return [index for index, column in enumerate(table.columns) if column.on in ("both", place)]


def values_of(rows: Sequence[Sequence[object]], indexes: Sequence[int]) -> list[tuple[object, ...]]:
    """The values of the columns `indexes`, a tuple a column."""
    if not rows:
        return [()] * len(indexes)
    across = list(zip(*rows, strict=True))
    return [across[index] for index in indexes]


def scale_for(table: Table) -> Scale:
    """The unit for the amounts of a table.

    万元 without decimals; with two where a smaller amount would look like nothing; 元 where no amount reaches one 万元.
    Of records the first of these that holds each amount in full.
    """
    money = [index for index in shown(table, "screen") if table.columns[index].label.kind is Kind.money]
    amounts = [abs(value) for values in values_of(table.rows, money) for value in values if isinstance(value, Decimal) and value]
    if amounts and max(amounts) < _ONE_WAN:
        return YUAN
    if table.in_full:
        return next(scale for scale in (WAN, WAN_FINE, YUAN) if all(_fits(value, scale) for value in amounts))
    return WAN if not amounts or min(amounts) >= _VISIBLE else WAN_FINE


def _fits(value: Decimal, scale: Scale) -> bool:
    return scale is YUAN or not value % Decimal(1).scaleb(scale.power - scale.digits)
