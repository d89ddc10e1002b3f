"""corecrm init: a new store."""

from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.text import N_, _

app = Verbs()

NEXT = ("corecrm import institution FILE", "corecrm import staff FILE", "corecrm import client FILE")


@app.reads
def init(
    run: Run,
    bank: Annotated[
        str | None, typer.Option("--bank", metavar="NAME", help=N_("The bank's name, for the covers of reports"))
    ] = None,
    me: Annotated[str | None, typer.Option("--me", metavar="STAFF", help=N_("The code of the staff member who works here"))] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="PREFIX", help=N_("Prefix of new numbers, where several stores exchange files"))
    ] = None,
) -> None:
    """Create a store, empty but for the catalogues of metrics, products and risk signals.

    Examples:
        corecrm init --bank 示例银行
        corecrm --db bank.db init --bank 示例银行 --me W0012 --no-input
    """
    from corecrm.commands.writing import occasion
    from corecrm.services.judge import judge
    from corecrm.store.changes import change_set
    from corecrm.store.create import create

    if bank is None and run.interactive:
        bank = run.prompter.text(_("The bank's name"))
    create(run.place)
    # not run.change: a list of everything in the catalogues helps nobody
    with change_set(run.place, occasion(run), judge=judge(run.today)) as work:
        from corecrm.services import catalogue
        from corecrm.services.setting import put

        catalogue.load(work.session)
        if bank:
            put(work.session, "bank", bank)
    run.remember({"me": me, "site": site})
    run.say(_("created {place}").format(place=run.place))
    run.say(_("next: {commands}").format(commands=" · ".join(NEXT)))
