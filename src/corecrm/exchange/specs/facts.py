"""How facts go in and out: one row a figure, or the bank's sheets with a row a client and a column a metric."""

from corecrm.exchange.measured import Metric, figure, metric_lookup
from corecrm.exchange.reading import Refusal
from corecrm.exchange.spec import Columns, Field, ImportSpec, Key, Objection, Rule, Told, code, refers, text
from corecrm.exchange.staging import Stage
from corecrm.fields import Kind, Label
from corecrm.fields import actual as A
from corecrm.fields.metric import Measure
from corecrm.periods import Period, containing
from corecrm.text import _

PLACE = Label("place", zh="所在列", en="Column", kind=Kind.text)
FORM = ("client", "metric", "period_from", "period_to", "basis", "line", "institution")


def _rule(told: Told) -> Rule:
    """Gives each row its days and its value in the metric's smallest unit."""
    metric_of = metric_lookup(told)
    usual = Period.parse(told.period) if told.period else None

    def fit(rows: Columns) -> None:
        count = len(next(iter(rows.values())))
        empty: list[object] = [None] * count
        values: list[object] = []
        starts: list[object] = []
        ends: list[object] = []
        periods, units = rows.get("period", empty), rows.get("unit", empty)
        columns = (
            rows.get("metric", empty),
            rows["value"],
            units,
            periods,
            rows.get("period_from", empty),
            rows.get("period_to", empty),
        )
        for number, value, unit, period, start, end in zip(*columns, strict=True):
            metric = metric_of(number)
            first, last = _days(metric, period or usual, start, end)
            starts.append(first)
            ends.append(last)
            said = unit or told.units.get("value") or told.unit
            values.append(figure(value, metric, said, "value") if metric else None)
        rows["value"], rows["period_from"], rows["period_to"] = values, starts, ends

    return fit


def _days(metric: Metric | None, period: object, start: object, end: object) -> tuple[object, object]:
    """From which day to which a figure counts, as ISO texts.

    A balance stands on the last day. A daily average of a month is that of the year up to its end, as the catalogue defines it.
    """
    if start and end:
        return start, end
    span = Period.parse(period) if isinstance(period, str) else period
    if not isinstance(span, Period):
        if not end:
            raise Refusal(
                _("nobody says the day or the period"),
                "missing",
                _("add a column 期间 or 日期, or say --period 2026-10"),
                "period_to",
            )
        return end, end
    last = span.end
    if metric and metric.measure is Measure.stock:
        return last.isoformat(), last.isoformat()
    first = containing(last, "year").start if metric and metric.measure is Measure.average and span.kind == "month" else span.start
    return first.isoformat(), last.isoformat()


def _backwards(stage: Stage) -> list[Objection]:
    """Figures that end before they begin."""
    lines = stage.db.execute(f"SELECT stage_line FROM {stage.table} WHERE period_to < period_from ORDER BY stage_line")
    return [Objection(line, "period_to", _("lies before the first day"), "range") for (line,) in lines]


ACTUAL = ImportSpec(
    noun="actual",
    table="actual",
    fields=(
        code(A.code),
        refers(A.client, "client", needed=True),
        refers(A.metric, "metric", needed=True),
        Field(A.period, 20, stored=False),
        Field(A.period_from, needed=True),
        Field(A.period_to, needed=True),
        Field(A.value, needed=True),
        Field(A.unit, 10, stored=False),
        Field(A.basis, default=A.Basis.book.value),
        text(A.line, 10),
        refers(A.institution, "institution"),
        Field(A.batch, refers="batch", origin=True),
        Field(A.source_file, 400, origin=True),
        Field(A.source_sheet, 100, origin=True),
        Field(A.source_row, origin=True),
        Field(A.recorded_at, needed=True, origin=True),
        Field(A.superseded_by, refers="actual", origin=True),
        Field(PLACE, 3, stored=False),
    ),
    keys=(Key(("code",)), Key(FORM, ("line", "institution"), where="c.superseded_by_id IS NULL", without="superseded_by")),
    adds=("period_from", "period_to"),
    rule=_rule,
    checks=(_backwards,),
    corrected=True,
    number="actual",
)
SPECS = (ACTUAL,)
