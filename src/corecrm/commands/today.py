"""corecrm today: what is to be done, what is behind, what moved."""

from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.fields import SHANGHAI
from corecrm.text import N_

app = Verbs()

BAR = 10  # cells: with it every goal has one line of 80 columns


@app.reads
def today(
    run: Run,
    week: Annotated[bool, typer.Option("--week", help=N_("All that is due up to the end of the week"))] = False,
    owner: Annotated[str | None, typer.Option("--owner", metavar="STAFF", help=N_("Whose day; whoever acts if not given"))] = None,
) -> None:
    """Show on one screen what is to be done, which goals are behind and what moved.

    Examples:
        corecrm today
        corecrm today --week --owner 李强
    """
    from corecrm.commands.showing import as_screen
    from corecrm.render.bars import bar
    from corecrm.reports.today import Asked, dashboard
    from corecrm.store.backups import last_backup_at

    who = owner or run.actor
    hit = run.find("staff", who) if who else None
    ask = Asked(
        owner=(hit.id, hit.title) if hit else None,
        today=run.today,
        now=run.now.astimezone(SHANGHAI),
        week=week,
        brief=as_screen(run),
        store=run.place.label,
        backed_up=last_backup_at(run.place),
        bar=lambda done, tick: bar(done, BAR, tick),
    )
    run.show(dashboard(run.reader, ask))
