"""corecrm institution: head office, branches, sub-branches and departments."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import ClearOption, changes, given, id_of, remove_all, restore_all
from corecrm.commands.options import date_of, one_of, option_for
from corecrm.commands.run import Run
from corecrm.fields import institution as F
from corecrm.queries import institution as institutions
from corecrm.text import N_

app = Verbs()

CLEARABLE = ("parent_id", "divisions", "opened_on", "closed_on", "note")
InstitutionKey = Annotated[
    str,
    typer.Argument(
        metavar="INSTITUTION", help=N_("Institution: code, name or part of it"), autocompletion=completes("institution")
    ),
]
InstitutionKeys = Annotated[
    list[str],
    typer.Argument(
        metavar="INSTITUTION…|-", help=N_("Institutions; - reads them from stdin"), autocompletion=completes("institution")
    ),
]
KindOption = Annotated[F.InstitutionKind | None, option_for(F.kind), one_of("--kind", F.InstitutionKind)]
ParentOption = Annotated[
    int | None, typer.Option("--parent", metavar="INSTITUTION", help=F.parent.title), id_of("institution", "--parent")
]
DivisionsOption = Annotated[
    str | None, typer.Option("--divisions", metavar="CODES", help=N_("GB/T 2260 codes that it covers, separated by blanks"))
]
OpenedOption = Annotated[date | None, option_for(F.opened_on), date_of("--opened")]
ClosedOption = Annotated[date | None, option_for(F.closed_on), date_of("--closed")]
Text = str | None


@app.writes("institution.edit")
def add(
    run: Run,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Its code"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its name"))],
    kind: KindOption = None,
    parent: ParentOption = None,
    divisions: DivisionsOption = None,
    opened: OpenedOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
) -> None:
    """Add an institution. Without --kind it is a branch.

    Examples:
        corecrm institution add ZH 总行 --kind head_office
        corecrm institution add BJ 北京分行 --parent ZH --divisions 11
    """
    values = given(code=code, name=name, kind=kind or F.InstitutionKind.branch, divisions=divisions, opened_on=opened, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.institution import InstitutionIn
        from corecrm.services import institution as service

        service.add(work.session, validated(InstitutionIn, values), parent_id=parent)


@app.lists(institutions.LISTING)
def list_(run: Run) -> None:
    """List the institutions, each below the one that it belongs to.

    Examples:
        corecrm institution list
        corecrm institution list --inst BJ
        corecrm institution list --where "kind = branch" --json
    """
    from corecrm.render.bars import guides

    run.show(institutions.tree(run.reader, run.filters, guides))


@app.reads
def show(run: Run, institution: InstitutionKey) -> None:
    """Show everything on record about one institution.

    Examples:
        corecrm institution show BJ
        corecrm institution show 北京 --json
    """
    run.show(institutions.card(run.reader, run.find("institution", institution).id))


@app.writes("institution.edit")
def edit(
    run: Run,
    institution: InstitutionKey,
    name: Annotated[Text, option_for(F.name)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
    kind: KindOption = None,
    parent: ParentOption = None,
    divisions: DivisionsOption = None,
    opened: OpenedOption = None,
    closed: ClosedOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
    pinyin: Annotated[Text, option_for(F.pinyin)] = None,
    initials: Annotated[Text, option_for(F.initials)] = None,
    clear: ClearOption = None,
) -> None:
    """Change an institution; --parent moves it, with all that is below it.

    Examples:
        corecrm institution edit BJ01 --parent BJ
        corecrm institution edit BJ01 --closed 2026-06-30 --reason 网点撤并
    """
    values = given(
        name=name, code=code, kind=kind, parent_id=parent, divisions=divisions, opened_on=opened, closed_on=closed, note=note,
        pinyin=pinyin, initials=initials,
    )  # fmt: skip
    wanted = changes("corecrm institution edit", values, clear, CLEARABLE)
    row_id = run.find("institution", institution).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.institution import Institution
        from corecrm.services import institution as service
        from corecrm.services.records import get

        with refusing(Institution):
            service.edit(work.session, get(work.session, Institution, row_id), wanted)


@app.writes("institution.edit")
def remove(run: Run, institutions: InstitutionKeys) -> None:
    """Remove institutions from lists and choices. Everything about them stays, and restore brings them back.

    Examples:
        corecrm institution remove BJ01 --reason 撤并
        corecrm institution remove BJ01 BJ02 -n
    """
    remove_all(run, "institution", institutions)


@app.writes("institution.edit")
def restore(run: Run, institutions: InstitutionKeys) -> None:
    """Bring removed institutions back.

    Examples:
        corecrm institution restore BJ01
        corecrm institution list --removed -q | corecrm institution restore -
    """
    restore_all(run, "institution", institutions)
