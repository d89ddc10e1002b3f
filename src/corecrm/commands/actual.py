"""corecrm actual: facts, what a client's metric was on a day or over a period."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from corecrm.commands.amounts import Doubts, UnitOption, figure_of
from corecrm.commands.app import Verbs
from corecrm.commands.client import ClientKey
from corecrm.commands.completing import completes
from corecrm.commands.editing import id_of
from corecrm.commands.options import Reads, date_of, one_of, option_for
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.fields import actual as F
from corecrm.fields.metric import Measure
from corecrm.fields.product import ProductLine
from corecrm.periods import Period
from corecrm.queries import actual as actuals
from corecrm.queries import known
from corecrm.queries.listing import Filters
from corecrm.queries.metric import Indicator, indicators
from corecrm.text import N_, _

app = Verbs()

FactKey = Annotated[str, typer.Argument(metavar="FACT", help=N_("Fact: F-0012, 12"), autocompletion=completes("actual"))]
PeriodOption = Annotated[
    Period | None,
    typer.Option("--period", metavar="2026-10", help=N_("The year, half, quarter or month")),
    Reads("--period", lambda _run, text: Period.parse(text)),
]
FromOption = Annotated[date | None, typer.Option("--from", metavar="DATE", help=N_("The first day")), date_of("--from")]
ToOption = Annotated[date | None, typer.Option("--to", metavar="DATE", help=N_("The last day, included")), date_of("--to")]


@app.writes("actual.edit")
def add(
    run: Run,
    client: ClientKey,
    metric: Annotated[str, typer.Argument(metavar="METRIC", help=N_("Metric: code or name"), autocompletion=completes("metric"))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("In the metric's unit; 3200万 and 1.2亿 are understood"))],
    period: PeriodOption = None,
    first: FromOption = None,
    last: ToOption = None,
    basis: Annotated[F.Basis | None, option_for(F.basis), one_of("--basis", F.Basis)] = None,
    line: Annotated[ProductLine | None, option_for(F.line), one_of("--line", ProductLine)] = None,
    institution: Annotated[int | None, option_for(F.institution), id_of("institution", "--institution")] = None,
    unit: UnitOption = None,
) -> None:
    """Record a fact. The same client, metric and period again is a correction: the fact that stood stays on record.

    A balance is of a day: --to, the last day of --period, or --on. A year-to-date average begins on January 1: --from.

    Examples:
        corecrm actual add HX-0012 dep_bal 3.2亿 --to 2026-10-31
        corecrm actual add HX-0012 fee_inc 18.6万 --period 2026-10 --line CM
        corecrm actual add HX-0012 dep_adb 32450 --unit 万元 --period 2026-10 --from 2026-01-01
    """
    client_id = run.find("client", client).id
    asked = indicators(run.reader)[run.find("metric", metric).id]
    start, end = _days(run, asked, period, first, last)
    same: dict[str, Any] = {
        "client_id": client_id, "period_from": start, "period_to": end, "basis": basis or F.Basis.book,
        "line": line.value if line else None, "institution_id": institution,
    }  # fmt: skip
    typed = figure_of("VALUE", value, asked, unit)
    figure = Doubts(run).settled(typed, lambda: known.of_fact(run.reader, asked, same, run.today))
    with run.change() as work:
        from corecrm.services.actual import Key, record

        key = Key(metric_id=asked.id, **same)
        record(work.session, key, figure, at=run.now, today=run.today, prefix=run.prefix("actual"))


def _days(run: Run, metric: Indicator, period: Period | None, first: date | None, last: date | None) -> tuple[date, date]:
    """The first and last day of a fact; a level is of one day."""
    end = last or (period.end if period else None)
    if metric.measure in (Measure.stock, Measure.ratio):
        day = end or run.on
        return first or day, day
    start = first or (period.start if period else None)
    if start is None or end is None:
        raise UsageProblem(
            _("{metric} is measured over a period, and none was given").format(metric=metric.code),
            _("say it with --period 2026-10, or with --from and --to"),
        )
    return start, end


@app.lists(actuals.LISTING)
def list_(
    run: Run,
    client: Annotated[str | None, typer.Option("--client", metavar="CLIENT", help=N_("Only this client's"))] = None,
    metric: Annotated[str | None, typer.Option("--metric", metavar="METRIC", help=N_("Only of this metric"))] = None,
    period: PeriodOption = None,
    history: Annotated[bool, typer.Option("--history", help=N_("The corrected facts too"))] = False,
) -> None:
    """List facts, the latest first. --since and --until are about their last day.

    Examples:
        corecrm actual list --client HX-0012 --metric dep_adb
        corecrm actual list --group XH --period 2026Q3
        corecrm actual list --client HX-0012 --history --json
    """
    wanted = _narrowed(run.filters, period)
    for noun, text in (("client", client), ("metric", metric)):
        if text is not None:
            wanted = replace(wanted, where=(*wanted.where, f"{noun} = {run.find(noun, text).key}"))
    run.show(actuals.listed(run.reader, wanted, history=history))


def _narrowed(wanted: Filters, period: Period | None) -> Filters:
    if period is None:
        return wanted
    return replace(wanted, where=(*wanted.where, f"period_to >= {period.start}", f"period_to <= {period.end}"))


@app.reads
def show(run: Run, fact: FactKey) -> None:
    """Show one fact and where it comes from.

    Examples:
        corecrm actual show F-0012
        corecrm actual show 12 --json
    """
    run.show(actuals.card(run.reader, run.find("actual", fact).id))
