"""corecrm metric: the indicators that are planned and measured, with their units and how they add."""

from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import ClearOption, changes, given, remove_all, restore_all
from corecrm.commands.options import count, one_of, option_for
from corecrm.commands.run import Run
from corecrm.fields import metric as F
from corecrm.queries import metric as metrics
from corecrm.text import N_

app = Verbs()

CLEARABLE = ("formula", "note")
MetricKey = Annotated[str, typer.Argument(metavar="METRIC", help=N_("Metric: code or name"), autocompletion=completes("metric"))]
MetricKeys = Annotated[
    list[str], typer.Argument(metavar="METRIC…|-", help=N_("Metrics; - reads them from stdin"), autocompletion=completes("metric"))
]
MeasureOption = Annotated[F.Measure | None, option_for(F.measure), one_of("--measure", F.Measure)]
ScaleOption = Annotated[
    int | None, typer.Option("--scale", metavar="N", help=N_("Decimals kept; 2 for 元, 6 for %, else 0")), count("--scale")
]
LowerOption = Annotated[bool | None, typer.Option("--lower-is-better/--higher-is-better", help=F.lower_is_better.title)]
Text = str | None


@app.writes("metric.edit")
def add(
    run: Run,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Its code: small letters, digits and _"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its name"))],
    measure: Annotated[F.Measure, option_for(F.measure), one_of("--measure", F.Measure)],
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=N_("What it is counted in: 元, %, 户, 个 …"))],
    name_en: Annotated[Text, option_for(F.name_en)] = None,
    scale: ScaleOption = None,
    lower_is_better: LowerOption = None,
    formula: Annotated[Text, option_for(F.formula)] = None,
    note: Annotated[Text, option_for(F.note)] = None,
) -> None:
    """Add a metric. Its measure type says along which axes its figures add.

    Examples:
        corecrm metric add visits 走访次数 --measure count --unit 次 --name-en Visits
        corecrm metric add margin_dep 保证金存款 --measure stock --unit 元
    """
    values = given(
        code=code, name=name, name_en=name_en or name, measure=measure, unit=unit, scale=scale, lower_is_better=lower_is_better,
        formula=formula, note=note,
    )  # fmt: skip
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.metric import MetricIn
        from corecrm.rules.measures import usual_scale
        from corecrm.services import metric as service

        service.add(work.session, validated(MetricIn, {"scale": usual_scale(unit), **values}))


@app.lists(metrics.LISTING)
def list_(run: Run) -> None:
    """List the metrics.

    Examples:
        corecrm metric list
        corecrm metric list --where "measure = flow" --json
    """
    run.show(metrics.LISTING.table(run.reader, run.filters))


@app.reads
def show(run: Run, metric: MetricKey) -> None:
    """Show everything on record about one metric.

    Examples:
        corecrm metric show dep_adb
        corecrm metric show 中间业务收入 --json
    """
    run.show(metrics.card(run.reader, run.find("metric", metric).id))


@app.writes("metric.edit")
def edit(
    run: Run,
    metric: MetricKey,
    name: Annotated[Text, option_for(F.name)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
    name_en: Annotated[Text, option_for(F.name_en)] = None,
    measure: MeasureOption = None,
    unit: Annotated[Text, option_for(F.unit)] = None,
    scale: ScaleOption = None,
    lower_is_better: LowerOption = None,
    formula: Annotated[Text, option_for(F.formula)] = None,
    note: Annotated[Text, option_for(F.note)] = None,
    clear: ClearOption = None,
) -> None:
    """Change a metric. Once it has figures, its measure type, unit and decimals stay.

    Examples:
        corecrm metric edit xsell --note 含休眠产品
        corecrm metric edit fee_inc --name 中收 -n
    """
    values = given(
        name=name, code=code, name_en=name_en, measure=measure, unit=unit, scale=scale, lower_is_better=lower_is_better,
        formula=formula, note=note,
    )  # fmt: skip
    wanted = changes("corecrm metric edit", values, clear, CLEARABLE)
    row_id = run.find("metric", metric).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.metric import Metric
        from corecrm.services import metric as service
        from corecrm.services.records import get

        with refusing(Metric):
            service.edit(work.session, get(work.session, Metric, row_id), wanted)


@app.writes("metric.edit")
def remove(run: Run, metrics: MetricKeys) -> None:
    """Remove metrics from lists and choices. Their figures stay, and restore brings them back.

    Examples:
        corecrm metric remove wallet
        corecrm metric remove wallet util -n
    """
    remove_all(run, "metric", metrics)


@app.writes("metric.edit")
def restore(run: Run, metrics: MetricKeys) -> None:
    """Bring removed metrics back.

    Examples:
        corecrm metric restore wallet
        corecrm metric list --removed -q | corecrm metric restore -
    """
    restore_all(run, "metric", metrics)
