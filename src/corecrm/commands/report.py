"""corecrm report: finished documents. They are made from the store and write nothing to it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.periods import Period
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.reports.quarter.shapes import Report, Scope

app = Verbs()


@app.reads
def quarter(
    run: Run,
    group: Annotated[str | None, typer.Argument(metavar="[GROUP]", help=N_("The group reported on"))] = None,
    inst: Annotated[
        str | None, typer.Option("--inst", metavar="INSTITUTION", help=N_("Instead of a group: all clients of an institution"))
    ] = None,
    period: Annotated[str, typer.Option("--period", metavar="2026Q3", help=N_("The quarter, or any other period"))] = "",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=N_("The day whose figures count; the period's last if not given"))
    ] = None,
    template: Annotated[str | None, typer.Option("--template", metavar="FILE", help=N_("A workbook with your own styles"))] = None,
) -> None:
    """The quarterly core client management report: an Excel workbook with -o FILE.xlsx, or the same tables on the terminal.

    Examples:
        corecrm report quarter XH --period 2026Q3 -o report.xlsx
        corecrm report quarter --inst SH --period 2026Q3 -f json
    """
    from corecrm.reports.quarter.report import page
    from corecrm.reports.quarter.report import quarter as make

    report = make(
        run.reader,
        _scope(run, group, inst),
        _period(period),
        today=run.today,
        store=run.place.label,
        as_of=run.parsed_day("--as-of", as_of) if as_of else None,
    )
    for warning in report.warnings:
        run.say(warning)
    path = run.output_path()
    if path is None or path.suffix.lower() != ".xlsx":
        run.show(page(report))
    else:
        _write(run, report, path, template)


def _write(run: Run, report: "Report", path: Path, template: str | None) -> None:
    """Writes the report as a workbook."""
    from corecrm.exchange.report_workbook import workbook
    from corecrm.render.workbook import save_atomically

    book, warnings = workbook(report, Path(template) if template else None)
    save_atomically(book, path, overwrite=bool(run.options.get("output_overwrite")))
    for warning in warnings:
        run.say(warning)
    run.say(_("written: {path}").format(path=path))


def _scope(run: Run, group: str | None, inst: str | None) -> "Scope":
    from corecrm.reports.quarter.shapes import Scope

    if (group is None) == (inst is None):
        raise UsageProblem(
            _("say whose report it is: either a group, or --inst INSTITUTION"),
            _("see: {path} --help").format(path="corecrm report quarter"),
        )
    noun, text = ("group", group) if group is not None else ("institution", inst)
    hit = run.find(noun, text or "")
    return Scope(noun, hit.id, hit.key, hit.title)


def _period(text: str) -> Period:
    if not text:
        raise UsageProblem(
            _("{path}: {name} is missing").format(path="corecrm report quarter", name="--period"), _("such as --period 2026Q3")
        )
    try:
        return Period.parse(text)
    except ValueError as error:
        raise UsageProblem(_("{name}: {problem}").format(name="--period", problem=error)) from error
