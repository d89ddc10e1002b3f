"""corecrm ownership: the dated edges between clients. They are made and ended by `corecrm group link` and `unlink`."""

from decimal import Decimal
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import ClearOption, changes, given
from corecrm.commands.options import option_for, rate
from corecrm.commands.run import Run
from corecrm.fields import ownership as F
from corecrm.queries import ownership as edges
from corecrm.text import N_

app = Verbs()

CLEARABLE = ("pct", "note")
EdgeKey = Annotated[str, typer.Argument(metavar="EDGE", help=N_("Edge: its code"), autocompletion=completes("ownership"))]


@app.lists(edges.LISTING)
def list_(run: Run) -> None:
    """List who holds whom on the day.

    Examples:
        corecrm ownership list --group XH
        corecrm ownership list --where "kind = guarantee" --as-of 2026-06-30
    """
    run.show(edges.LISTING.table(run.reader, run.filters))


@app.reads
def show(run: Run, edge: EdgeKey) -> None:
    """Show everything on record about one edge.

    Examples:
        corecrm ownership show OW-0003
        corecrm ownership show 3 --json
    """
    run.show(edges.card(run.reader, run.find("ownership", edge).id))


@app.writes("ownership.edit")
def edit(
    run: Run,
    edge: EdgeKey,
    pct: Annotated[Decimal | None, option_for(F.pct), rate("--pct")] = None,
    note: Annotated[str | None, option_for(F.note)] = None,
    clear: ClearOption = None,
) -> None:
    """Correct the share or the note of an edge. A share that changed on a day is a new edge: unlink, then link.

    Examples:
        corecrm ownership edit OW-0003 --pct 71%
        corecrm ownership edit OW-0003 --note 工商登记核对 -n
    """
    wanted = changes("corecrm ownership edit", given(pct=pct, note=note), clear, CLEARABLE)
    row_id = run.find("ownership", edge).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.ownership import Ownership
        from corecrm.services import ownership as service
        from corecrm.services.records import get

        with refusing(Ownership):
            service.edit(work.session, get(work.session, Ownership, row_id), wanted)
