"""Figures of facts and goals: the metric that they are of, and their value as a whole number of its smallest unit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from corecrm.exchange.cells import Cell, cell_text
from corecrm.exchange.reading import Manner, Refusal, amount, rate
from corecrm.exchange.spec import Told
from corecrm.fields.metric import Measure
from corecrm.money import decimal_of_float, half_width, to_fen, to_millionths
from corecrm.rules.measures import PERCENT, YUAN, parse
from corecrm.store.bulk import has_table
from corecrm.text import _

MONEY = ("元", "千元", "万元", "亿元")


class Metric(NamedTuple):
    """What it takes to read a figure: value × 10 ** scale in `unit` is kept; `fractions`: of % its file may hold fractions."""

    code: str
    unit: str
    scale: int
    measure: Measure
    fractions: bool = False


def metrics(told: Told) -> dict[str, Metric]:
    """Every metric by code and by names, those of the same bundle included."""
    found: dict[str, Metric] = {}
    tables = ["metric", *(["stage_metric"] if has_table(told.db, "stage_metric") else [])]
    for table in tables:
        for code, name, name_en, unit, scale, measure in told.db.execute(
            f"SELECT code, name, name_en, unit, scale, measure FROM {table} WHERE unit IS NOT NULL AND scale IS NOT NULL"
        ):
            metric = Metric(code, unit, scale, Measure(measure), told.fractions)
            found.update({key: metric for key in (code, name, name_en) if key})
    return found


def metric_lookup(told: Told) -> Callable[[object], Metric | None]:
    """From the number of a text that names a metric to the metric; None where there is none."""
    known = metrics(told)

    def look(number: object) -> Metric | None:
        return known.get(told.references.texts("metric").get(number, ""))  # type: ignore[call-overload]  # a number or None

    return look


def unit_said(row: object, heading: str | None, field: str) -> Any:  # noqa: ANN401 - a text or None
    """The unit of a cell: its row's, else that of its heading.

    Raises:
        Refusal: the two are different units of money.
    """
    if row and heading and row != heading and {row, heading} <= set(MONEY):
        message = _("the heading says {heading}, the row {row}: which is it?").format(heading=heading, row=row)
        raise Refusal(message, "unit", _("keep one of the two"), field)
    return row or heading


def figure(cell: Cell, metric: Metric, unit: str | None, field: str) -> int | None:
    """The kept value of a cell; `unit` is what its column or row says.

    Raises:
        Refusal: no unit, another kind of unit, or no clear figure.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        if metric.unit == YUAN:
            return to_fen(amount(cell, Manner(unit)))
        if metric.unit == PERCENT:
            return to_millionths(_percentage(cell, metric, unit))
        return _plain(cell, metric, unit)
    except Refusal as refusal:
        refusal.field = field
        raise
    except ValueError as error:
        raise Refusal(str(error), field=field) from error


def _percentage(cell: Cell, metric: Metric, unit: str | None) -> Decimal:
    """The fraction of a cell; a bare 0.71 beside % is 71 % in a list of ours as JSON and 0.71 % in another's, so it is refused."""
    text = cell_text(cell)
    if metric.fractions and unit == PERCENT and not half_width(text).endswith(PERCENT):
        message = _("{value} beside the unit % may be a fraction or a percentage")
        raise Refusal(message.format(value=text), "unit", _("write the sign with the figure, such as 71%"))
    return rate(cell, Manner(unit))


def _plain(cell: Cell, metric: Metric, unit: str | None) -> int:
    if unit not in (None, metric.unit):
        message = _("{metric} is measured in {unit}, not in {other}")
        raise Refusal(message.format(metric=metric.code, unit=metric.unit, other=unit), "unit")
    if isinstance(cell, float):
        number = decimal_of_float(cell).scaleb(metric.scale)
        if number != number.to_integral_value():
            raise Refusal(_("has more decimals than {metric} keeps").format(metric=metric.code))
        return int(number)
    return parse(half_width(cell_text(cell)), metric.unit, metric.scale)


def written(value: int, unit: str, scale: int) -> str:
    """A kept value as exports carry it: 元 with two decimals, percents, plain numbers."""
    if unit == PERCENT:
        return f"{Decimal(value).scaleb(2 - scale).normalize():f}%"
    return f"{Decimal(value).scaleb(-scale):f}"
