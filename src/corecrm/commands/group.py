"""corecrm group: client groups, who is in them, and what ties their members together."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.dated import AsOfOption, SinceOption, UntilOption
from corecrm.commands.editing import ClearOption, changes, given, id_of, remove_all, restore_all
from corecrm.commands.options import date_of, one_of, option_for, rate
from corecrm.commands.reading import TERMINAL_ROWS
from corecrm.commands.run import Run
from corecrm.commands.telling import tell_findings
from corecrm.fields import group as F
from corecrm.fields import ownership as O
from corecrm.queries import group as groups
from corecrm.text import N_

app = Verbs()

CLEARABLE = ("parent_id", "institution_id", "listed_on", "note")
GroupKey = Annotated[
    str, typer.Argument(metavar="GROUP", help=N_("Group: code, name or part of it"), autocompletion=completes("group"))
]
GroupKeys = Annotated[
    list[str], typer.Argument(metavar="GROUP…|-", help=N_("Groups; - reads them from stdin"), autocompletion=completes("group"))
]
HolderKey = Annotated[
    str, typer.Argument(metavar="HOLDER", help=N_("The client that holds: code or name"), autocompletion=completes("client"))
]
OwnedKey = Annotated[
    str, typer.Argument(metavar="OWNED", help=N_("The client that is held: code or name"), autocompletion=completes("client"))
]
ParentOption = Annotated[
    int | None,
    typer.Option("--parent", metavar="CLIENT", help=N_("The client at the top of its tree")),
    id_of("client", "--parent"),
]
InstitutionOption = Annotated[
    int | None,
    typer.Option("--institution", metavar="INSTITUTION", help=F.institution.title),
    id_of("institution", "--institution"),
]
LevelOption = Annotated[F.ListLevel | None, option_for(F.level), one_of("--level", F.ListLevel)]
StatusOption = Annotated[F.ListStatus | None, option_for(F.status), one_of("--status", F.ListStatus)]
ListedOption = Annotated[date | None, option_for(F.listed_on), date_of("--listed")]
EdgeOption = Annotated[O.EdgeKind | None, option_for(O.kind), one_of("--kind", O.EdgeKind)]
Text = str | None


@app.writes("group.edit")
def add(
    run: Run,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Its code"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its name"))],
    parent: ParentOption = None,
    institution: InstitutionOption = None,
    level: LevelOption = None,
    status: StatusOption = None,
    listed: ListedOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
) -> None:
    """Add a client group. Its members are its parent company and all that this controls.

    Examples:
        corecrm group add XH 星河集团 --parent HX-0001 --level head_office --institution BJ
        corecrm group add LZ 澜洲港航集团 --status prospect
    """
    values = given(code=code, name=name, level=level, status=status, listed_on=listed, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.group import GroupIn
        from corecrm.services import group as service

        service.add(work.session, validated(GroupIn, values), parent_id=parent, institution_id=institution)


@app.lists(groups.LISTING)
def list_(run: Run) -> None:
    """List the groups with the number of their members.

    Examples:
        corecrm group list
        corecrm group list --owner W0001 --json
        corecrm group list --where "status = watch" --as-of 2026-06-30
    """
    run.show(groups.LISTING.table(run.reader, run.filters))


@app.reads
def show(run: Run, group: GroupKey, as_of: AsOfOption = None) -> None:
    """Show everything on record about one group.

    Examples:
        corecrm group show XH
        corecrm group show 星河 --as-of 2026-01-01 --json
    """
    run.show(groups.card(run.reader, run.find("group", group).id, as_of or run.today))


@app.reads
def tree(
    run: Run,
    group: GroupKey,
    depth: Annotated[int | None, typer.Option("--depth", min=0, metavar="N", help=N_("At most N steps below its parent"))] = None,
    gap: Annotated[bool, typer.Option("--gap", help=N_("Only members not served yet, with who controls them"))] = False,
    as_of: AsOfOption = None,
    all_rows: Annotated[bool, typer.Option("--all", help=N_("All members, also on a terminal"))] = False,
) -> None:
    """Show who controls whom in a group, who looks after each member, and what it brings and owes.

    Besides the usual formats it can be drawn: -f mermaid, -f dot.

    Examples:
        corecrm group tree XH
        corecrm group tree XH --gap --as-of 2026-06-30
        corecrm group tree XH -f mermaid
    """
    from corecrm.commands.showing import as_screen, write_text
    from corecrm.render.bars import guides
    from corecrm.render.graphs import DRAWN, Edge, Node
    from corecrm.reports.family_tree import Part, as_page, drawing, family_tree

    part = Part(depth, gap, None if all_rows or not run.on_screen else TERMINAL_ROWS)
    table = family_tree(run.reader, run.find("group", group).id, as_of=as_of or run.today, guides=guides, part=part)
    draw = DRAWN.get(run.options["output_format"])
    if draw is not None:
        boxes, arrows = drawing(table)
        write_text(run, draw([Node(*box) for box in boxes], [Edge(*arrow) for arrow in arrows]))
        return
    run.show(as_page(table) if table.rows and as_screen(run) else table)


@app.writes("group.edit")
def edit(
    run: Run,
    group: GroupKey,
    name: Annotated[Text, option_for(F.name)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
    parent: ParentOption = None,
    institution: InstitutionOption = None,
    level: LevelOption = None,
    status: StatusOption = None,
    listed: ListedOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
    pinyin: Annotated[Text, option_for(F.pinyin)] = None,
    initials: Annotated[Text, option_for(F.initials)] = None,
    clear: ClearOption = None,
) -> None:
    """Change a group.

    Examples:
        corecrm group edit XH --status watch --reason 年度评审
        corecrm group edit XH --parent HX-0001 -n
    """
    values = given(
        name=name, code=code, parent_id=parent, institution_id=institution, level=level, status=status, listed_on=listed, note=note,
        pinyin=pinyin, initials=initials,
    )  # fmt: skip
    wanted = changes("corecrm group edit", values, clear, CLEARABLE)
    row_id = run.find("group", group).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.group import Group
        from corecrm.services import group as service
        from corecrm.services.records import get

        with refusing(Group):
            service.edit(work.session, get(work.session, Group, row_id), wanted)


@app.writes("group.edit")
def remove(run: Run, groups: GroupKeys) -> None:
    """Remove groups from lists and choices. Everything about them stays, and restore brings them back.

    Examples:
        corecrm group remove XH --reason 退出名单
        corecrm group remove XH LZ -n
    """
    remove_all(run, "group", groups)


@app.writes("group.edit")
def restore(run: Run, groups: GroupKeys) -> None:
    """Bring removed groups back.

    Examples:
        corecrm group restore XH
        corecrm group list --removed -q | corecrm group restore -
    """
    restore_all(run, "group", groups)


@app.writes("ownership.edit")
def link(
    run: Run,
    holder: HolderKey,
    owned: OwnedKey,
    pct: Annotated[Decimal | None, option_for(O.pct), rate("--pct")] = None,
    kind: EdgeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    note: Annotated[Text, option_for(O.note)] = None,
) -> None:
    """Tie two clients together: by control, unless --kind says otherwise. Control makes the group's tree.

    Examples:
        corecrm group link HX-0001 HX-0012 --pct 71% --since 2020-01-01
        corecrm group link HX-0012 HX-0040 --kind guarantee --note 最高额保证
    """
    ids = run.find("client", holder).id, run.find("client", owned).id
    values = given(kind=kind, pct=pct, valid_from=since or run.on, valid_to=until, note=note)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.client import Client
        from corecrm.models.ownership import OwnershipIn
        from corecrm.services import ownership as service
        from corecrm.services.records import get

        over, under = (get(work.session, Client, row_id) for row_id in ids)
        service.link(work.session, validated(OwnershipIn, values), holder=over, owned=under, prefix=run.prefix("ownership"))


@app.writes("ownership.edit")
def unlink(run: Run, holder: HolderKey, owned: OwnedKey, kind: EdgeOption = None) -> None:
    """End what ties two clients together; --on is the first day that it no longer holds.

    Examples:
        corecrm group unlink HX-0001 HX-0012 --on 2026-06-30
        corecrm group unlink HX-0012 HX-0040 --kind guarantee
    """
    ids = run.find("client", holder).id, run.find("client", owned).id
    with run.change() as work:
        from corecrm.models.client import Client
        from corecrm.services import ownership as service
        from corecrm.services.records import get

        over, under = (get(work.session, Client, row_id) for row_id in ids)
        service.unlink(work.session, holder=over, owned=under, kind=kind or O.EdgeKind.control, on=run.on)


@app.reads
def check(
    run: Run,
    group: Annotated[
        str | None, typer.Argument(metavar="[GROUP]", help=N_("Only this group's"), autocompletion=completes("group"))
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Look for what does not fit in groups, trees, teams and institutions. Silent if all is well, else exit 3.

    Examples:
        corecrm group check
        corecrm group check XH --json
    """
    from corecrm.queries.checks_org import findings

    day = as_of or run.today
    found = findings(run.reader, day, group_id=run.find("group", group).id if group else None)
    tell_findings(run, found)
