"""corecrm period: closing a period, so that its figures stand."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.options import Reads
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.periods import Period
from corecrm.queries.period import LISTING
from corecrm.text import N_, _

app = Verbs()


def _last_day(run: Run, text: str) -> date:
    """The last day of a period, or a day; says which one it is where the text does not."""
    try:
        day = Period.parse(text).end
    except ValueError:
        day = run.day(text)
    if text != day.isoformat():
        run.say(_("{text} → {day}").format(text=text, day=day))
    return day


LastDay = Annotated[
    date,
    typer.Argument(metavar="PERIOD|DATE", help=N_("Up to the end of this period, or this day")),
    Reads("PERIOD|DATE", _last_day),
]
ClosedPeriod = Annotated[
    date | None,
    typer.Argument(metavar="[PERIOD|DATE]", help=N_("The period that is meant, or its last day; it must be the one closed last")),
    Reads("PERIOD|DATE", _last_day),
]


@app.writes("period.close")
def close(run: Run, to: LastDay) -> None:
    """Close everything up to a day: facts, attributions and reports of it stand from then on.

    Examples:
        corecrm period close 2026Q2
        corecrm period close 2026-06-30 --reason 半年报已报送
    """
    with run.change() as work:
        from corecrm.services import period as service

        service.close(work.session, to=to, today=run.happened, prefix=run.prefix("period"))


@app.writes("period.reopen")
def reopen(run: Run, closed: ClosedPeriod = None) -> None:
    """Reopen the period that was closed last; it takes --reason.

    Examples:
        corecrm period reopen --reason 更正存款数据
        corecrm period reopen 2026Q3 --reason 补录 --dry-run
    """
    reason = run.options["reason"]
    if not reason:
        raise UsageProblem(
            _("{path}: {name} is missing").format(path="corecrm period reopen", name="--reason"),
            _("a reopened period needs a reason"),
        )
    with run.change() as work:
        from corecrm.services import period as service

        service.reopen(work.session, on=run.happened, reason=reason, closed=closed)


@app.lists(LISTING)
def list_(run: Run) -> None:
    """List the closed periods.

    Examples:
        corecrm period list
        corecrm period list --json
    """
    run.show(LISTING.table(run.reader, run.filters))
