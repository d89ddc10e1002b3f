"""corecrm holding: which client uses which product, from when to when."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.amounts import UnitOption, amount_of
from corecrm.commands.app import Verbs
from corecrm.commands.client import ClientKey
from corecrm.commands.completing import completes
from corecrm.commands.editing import given, id_of
from corecrm.commands.options import date_of, option_for
from corecrm.commands.product import ProductKey
from corecrm.commands.run import Run
from corecrm.fields import holding as F
from corecrm.queries import holding as holdings
from corecrm.queries import known
from corecrm.text import N_

app = Verbs()

HoldingKey = Annotated[str, typer.Argument(metavar="HOLDING", help=N_("Holding: HD-0012, 12"), autocompletion=completes("holding"))]


@app.writes("holding.edit")
def add(
    run: Run,
    client: ClientKey,
    product: ProductKey,
    balance: Annotated[str | None, option_for(F.balance)] = None,
    institution: Annotated[int | None, option_for(F.institution), id_of("institution", "--institution")] = None,
    since: Annotated[
        date | None, typer.Option("--since", metavar="DATE", help=N_("From this day on; today if not given")), date_of("--since")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", metavar="DATE", help=N_("The first day that it no longer holds")), date_of("--until")
    ] = None,
    note: Annotated[str | None, option_for(F.note)] = None,
    unit: UnitOption = None,
) -> None:
    """A client begins to use a product.

    Examples:
        corecrm holding add HX-0012 SC04 --since 2026-03-01
        corecrm holding add HX-0012 LN01 --balance 5.8亿 --institution BJ
    """
    client_id, product_id = run.find("client", client).id, run.find("product", product).id
    amount = amount_of(run, "--balance", balance, unit, lambda: known.of_holding(run.reader, client_id, product_id))
    values = given(valid_from=since or run.on, valid_to=until, balance=amount, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.holding import HoldingIn
        from corecrm.services import holding as service

        service.add(
            work.session, validated(HoldingIn, values), client_id=client_id, product_id=product_id, institution_id=institution,
            prefix=run.prefix("holding"),
        )  # fmt: skip


@app.lists(holdings.LISTING)
def list_(
    run: Run,
    history: Annotated[bool, typer.Option("--history", help=N_("Those that have ended and those to come, too"))] = False,
) -> None:
    """List which clients use which products on the day.

    Examples:
        corecrm holding list --group XH
        corecrm holding list --where "product = SC04" --as-of 2026-06-30
        corecrm holding list --inst BJ --history --json
    """
    run.show(holdings.listed(run.reader, run.filters, history=history))


@app.reads
def show(run: Run, holding: HoldingKey) -> None:
    """Show everything on record about one holding.

    Examples:
        corecrm holding show HD-0012
        corecrm holding show 12 --json
    """
    run.show(holdings.card(run.reader, run.find("holding", holding).id))


@app.writes("holding.edit")
def end(run: Run, holding: HoldingKey) -> None:
    """End a holding: --on is the first day on which the product is no longer used.

    Examples:
        corecrm holding end HD-0012 --on 2026-06-30
        corecrm holding end 12 --reason 销户
    """
    row_id = run.find("holding", holding).id
    with run.change() as work:
        from corecrm.models.holding import Holding
        from corecrm.services import holding as service
        from corecrm.services.records import get

        service.end(get(work.session, Holding, row_id), on=run.on)
