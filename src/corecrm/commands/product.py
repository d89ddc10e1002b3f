"""corecrm product: the catalogue of products for companies."""

from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import ClearOption, changes, given, remove_all, restore_all
from corecrm.commands.options import one_of, option_for
from corecrm.commands.run import Run
from corecrm.fields import product as F
from corecrm.queries import product as products
from corecrm.text import N_

app = Verbs()

CLEARABLE = ("kpi", "note")
ProductKey = Annotated[
    str, typer.Argument(metavar="PRODUCT", help=N_("Product: code or name"), autocompletion=completes("product"))
]
ProductKeys = Annotated[
    list[str],
    typer.Argument(metavar="PRODUCT…|-", help=N_("Products; - reads them from stdin"), autocompletion=completes("product")),
]
LineOption = Annotated[F.ProductLine | None, option_for(F.line), one_of("--line", F.ProductLine)]
LimitOption = Annotated[bool | None, typer.Option("--uses-limit/--no-limit", help=F.uses_limit.title)]
Text = str | None


@app.writes("product.edit")
def add(
    run: Run,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Its code, such as SC08"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its name"))],
    line: Annotated[F.ProductLine, option_for(F.line), one_of("--line", F.ProductLine)],
    name_en: Annotated[Text, option_for(F.name_en)] = None,
    uses_limit: LimitOption = None,
    kpi: Annotated[Text, option_for(F.kpi)] = None,
    note: Annotated[Text, option_for(F.note)] = None,
) -> None:
    """Add a product.

    Examples:
        corecrm product add SC08 供应链快贷 --line SC --uses-limit --kpi loan_bal
        corecrm product add CM07 智能账户 --line CM --name-en "Smart account" -n
    """
    values = given(code=code, name=name, name_en=name_en or name, line=line, uses_limit=uses_limit, kpi=kpi, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.product import ProductIn
        from corecrm.services import product as service

        service.add(work.session, validated(ProductIn, values))


@app.lists(products.LISTING)
def list_(run: Run) -> None:
    """List the products.

    Examples:
        corecrm product list
        corecrm product list --where "line = SC" --json
    """
    run.show(products.LISTING.table(run.reader, run.filters))


@app.reads
def show(run: Run, product: ProductKey) -> None:
    """Show everything on record about one product.

    Examples:
        corecrm product show SC04
        corecrm product show 票据池 --json
    """
    run.show(products.card(run.reader, run.find("product", product).id))


@app.writes("product.edit")
def edit(
    run: Run,
    product: ProductKey,
    name: Annotated[Text, option_for(F.name)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
    name_en: Annotated[Text, option_for(F.name_en)] = None,
    line: LineOption = None,
    uses_limit: LimitOption = None,
    kpi: Annotated[Text, option_for(F.kpi)] = None,
    note: Annotated[Text, option_for(F.note)] = None,
    clear: ClearOption = None,
) -> None:
    """Change a product.

    Examples:
        corecrm product edit SC04 --name 票据池（新版）
        corecrm product edit IB01 --uses-limit --reason 包销
    """
    values = given(name=name, code=code, name_en=name_en, line=line, uses_limit=uses_limit, kpi=kpi, note=note)
    wanted = changes("corecrm product edit", values, clear, CLEARABLE)
    row_id = run.find("product", product).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.product import Product, ProductIn
        from corecrm.services.editing import revise
        from corecrm.services.records import get

        with refusing(Product):
            revise(work.session, get(work.session, Product, row_id), ProductIn, wanted)


@app.writes("product.edit")
def remove(run: Run, products: ProductKeys) -> None:
    """Remove products from lists and choices. Their holdings stay, and restore brings them back.

    Examples:
        corecrm product remove RX02
        corecrm product remove IB03 IB04 -n
    """
    remove_all(run, "product", products)


@app.writes("product.edit")
def restore(run: Run, products: ProductKeys) -> None:
    """Bring removed products back.

    Examples:
        corecrm product restore RX02
        corecrm product list --removed -q | corecrm product restore -
    """
    restore_all(run, "product", products)
