"""How facts go in and out: one row a figure, or the bank's sheets with a row a client and a column a metric."""

from corecrm.exchange.measured import Metric, figure, metric_lookup, unit_said
from corecrm.exchange.reading import Refusal
from corecrm.exchange.spec import Columns, Field, ImportSpec, Key, Objection, Rule, Told, code, refers, text
from corecrm.exchange.staging import Stage
from corecrm.fields import Kind, Label
from corecrm.fields import actual as A
from corecrm.fields.metric import Measure
from corecrm.periods import Period, containing
from corecrm.text import _

PLACE = Label("place", zh="所在列", en="Column", kind=Kind.text)
SERIES = ("client", "metric", "basis", "line", "institution")
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
        declared: list[object] = []
        periods, units = rows.get("period", empty), rows.get("unit", empty)
        columns = (
            rows.get("metric", empty),
            rows["value"],
            units,
            periods,
            rows.get("period_from", empty),
            rows.get("period_to", empty),
            rows.get("known_to", empty),
            rows.get("place", empty),
        )
        for number, value, unit, period, start, end, known_to, place in zip(*columns, strict=True):
            metric = metric_of(number)
            first, last = _days(metric, period or _usual(usual, metric, end), start, end)
            starts.append(first)
            ends.append(last)
            declared.append(_known_to(metric, known_to, place))
            said = unit_said(unit, told.units.get("value"), "value") or told.unit
            values.append(figure(value, metric, said, "value") if metric else None)
        rows["value"], rows["period_from"], rows["period_to"] = values, starts, ends
        rows["known_to"] = declared

    return fit


def _usual(usual: Period | None, metric: Metric | None, day: object) -> Period | None:
    """The period of --period, where it says what a figure is of; beside the day of a balance it says how far the file reaches."""
    return None if day and metric and metric.measure is Measure.stock else usual


def _known_to(metric: Metric | None, day: object, place: object) -> object:
    """Up to which day a balance is declared to hold. In a row of many metrics it is said of the balances among them.

    Raises:
        Refusal: the only figure of the row is none.
    """
    if day is None or metric is None or metric.measure is Measure.stock:
        return day
    if place is None:
        message = _("is for balances, and {metric} is measured over a period").format(metric=metric.code)
        raise Refusal(message, "measure", _("leave the cell empty"), "known_to")
    return None


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
    short = stage.db.execute(f"SELECT stage_line FROM {stage.table} WHERE known_to < period_to ORDER BY stage_line")
    return [
        *(Objection(line, "period_to", _("lies before the first day"), "range") for (line,) in lines),
        *(Objection(line, "known_to", _("lies before the day of the balance"), "range") for (line,) in short),
    ]


def _declare(stage: Stage) -> None:
    """The last balance of each series holds to where the file is declared to reach, today at the most.

    Earlier ones hold until the next; what is declared to hold as long already stays.
    """
    if not stage.reach:
        return
    reach = min(stage.reach, stage.today)
    series = {name: stage.complete(name, stage.spec.field(name)) for name in SERIES}
    parted = ", ".join(value for value in series.values() if value != "NULL")
    same = " AND ".join(_alike(f"l.{stage.spec.field(name).name}", value) for name, value in series.items())
    stage.db.execute(
        f"""
        UPDATE {stage.table} SET known_to = ? WHERE known_to IS NULL AND stage_line IN (
            SELECT s.stage_line FROM (
                SELECT s.*, row_number() OVER (PARTITION BY {parted} ORDER BY s.period_to DESC, s.stage_line DESC) AS back
                FROM {stage.table} s WHERE s.stage_state IN ('new', 'matched')
            ) s JOIN metric m ON m.id = {series["metric"]} AND m.measure = 'stock' LEFT JOIN actual c ON c.id = s.stage_id
            WHERE s.back = 1 AND s.period_to < ? AND (c.id IS NULL OR coalesce(c.known_to, c.period_to) < ?)
                  AND NOT EXISTS (SELECT 1 FROM actual l WHERE l.superseded_by_id IS NULL AND l.period_to > s.period_to AND {same})
        )
        """,
        (reach, reach, reach),
    )


def _alike(stored: str, value: str) -> str:
    """The condition that a stored field is the row's, as SQL; empty is like empty."""
    return f"({stored} = {value} OR ({stored} IS NULL AND {value} IS NULL))"


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
        Field(A.known_to),
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
    adds=("period_from", "period_to", "known_to"),
    rule=_rule,
    completes=_declare,
    checks=(_backwards,),
    corrected=True,
    number="actual",
)
SPECS = (ACTUAL,)
