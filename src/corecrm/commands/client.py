"""corecrm client: the companies that the bank serves or wants to."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.dated import AsOfOption
from corecrm.commands.editing import ClearOption, changes, given, id_of, remove_all, restore_all
from corecrm.commands.options import one_of, option_for, past_day_of
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.fields import client as F
from corecrm.queries import client as clients
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.models.client import Client

app = Verbs()

ClientKey = Annotated[
    str,
    typer.Argument(metavar="CLIENT", help=N_("Client: code, credit code, name or part of it"), autocompletion=completes("client")),
]
ClientKeys = Annotated[list[str], typer.Argument(metavar="CLIENT…|-", help=N_("Clients; - reads them from stdin"))]
TierOption = Annotated[F.Tier | None, option_for(F.tier), one_of("--tier", F.Tier)]
RelationshipOption = Annotated[F.Relationship | None, option_for(F.relationship), one_of("--relationship", F.Relationship)]
IdentityKindOption = Annotated[F.IdentityKind | None, option_for(F.identity_kind), one_of("--identity-kind", F.IdentityKind)]
RegisteredOption = Annotated[date | None, option_for(F.registered_on), past_day_of("--registered", F.registered_on)]
InstitutionOption = Annotated[
    int | None,
    typer.Option("--institution", metavar="INSTITUTION", help=F.institution.title),
    id_of("institution", "--institution"),
]
Text = str | None
CLEARABLE = (
    "short_name", "identity_no", "identity_kind", "institution_id", "division_code", "industry_code", "tier", "registered_on",
    "note",
)  # fmt: skip


@app.writes("client.add")
def add(
    run: Run,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The full name, as registered"))],
    code: Annotated[Text, option_for(F.code)] = None,
    short_name: Annotated[Text, option_for(F.short_name)] = None,
    identity_no: Annotated[Text, option_for(F.identity_no)] = None,
    identity_kind: IdentityKindOption = None,
    institution: InstitutionOption = None,
    division_code: Annotated[Text, option_for(F.division_code, "--division")] = None,
    industry_code: Annotated[Text, option_for(F.industry_code, "--industry")] = None,
    tier: TierOption = None,
    relationship: RelationshipOption = None,
    registered: RegisteredOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
) -> None:
    """Add a client. Without --code it gets the next one.

    Examples:
        corecrm client add 华北星河新能源股份有限公司 --tier a --institution BJ
        corecrm client add 星河储能（天津）有限公司 --code HX-0031 --identity-no 91120116MA06A1B2X8 -n
    """
    values = given(
        name=name, short_name=short_name, identity_no=identity_no, identity_kind=identity_kind, division_code=division_code,
        industry_code=industry_code, tier=tier, relationship=relationship, registered_on=registered, note=note,
    )  # fmt: skip
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.client import Client, ClientIn
        from corecrm.services import client as service
        from corecrm.services.records import unused_code

        values["code"] = code or unused_code(work.session, Client, run.prefix("client"))
        added = service.add(work.session, validated(ClientIn, values), institution_id=institution)
        work.notices += [*clients.namesakes(run.reader, added.code, added.name), *_doubts(added)]


@app.lists(clients.LISTING)
def list_(run: Run) -> None:
    """List clients.

    Examples:
        corecrm client list
        corecrm client list --where "tier = a" --sort -registered_on --limit 20
        corecrm client list --where "name ~ 星河" -f csv -o clients.csv
    """
    run.show(clients.LISTING.table(run.reader, run.filters))


@app.reads
def show(
    run: Run,
    client: ClientKey,
    section: Annotated[
        str | None, typer.Option("--section", metavar="NAME", help=N_("Just one: client, figures, credit, products, risks, tasks"))
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Show a client on one screen: who it is, its figures, credit, products, risks, and what is to be done.

    Examples:
        corecrm client show HX-0012
        corecrm client show 星河储能 --section figures --json
    """
    from corecrm.render.bars import spark
    from corecrm.reports import client_sheet as sheet

    row_id, day = run.find("client", client).id, as_of or run.today
    if section is None:
        run.show(sheet.client_sheet(run.reader, row_id, as_of=day, spark=spark))
    else:
        run.show(sheet.section(run.reader, row_id, section, as_of=day, spark=spark))


@app.writes("client.edit")
def edit(
    run: Run,
    client: ClientKey,
    name: Annotated[Text, option_for(F.name)] = None,
    code: Annotated[Text, option_for(F.code)] = None,
    short_name: Annotated[Text, option_for(F.short_name)] = None,
    identity_no: Annotated[Text, option_for(F.identity_no)] = None,
    identity_kind: IdentityKindOption = None,
    institution: InstitutionOption = None,
    division_code: Annotated[Text, option_for(F.division_code, "--division")] = None,
    industry_code: Annotated[Text, option_for(F.industry_code, "--industry")] = None,
    tier: TierOption = None,
    relationship: RelationshipOption = None,
    registered: RegisteredOption = None,
    note: Annotated[Text, option_for(F.note)] = None,
    pinyin: Annotated[Text, option_for(F.pinyin)] = None,
    initials: Annotated[Text, option_for(F.initials)] = None,
    clear: ClearOption = None,
) -> None:
    """Change a client. A former name is kept and still found.

    Examples:
        corecrm client edit HX-0012 --tier a --reason 年度评审
        corecrm client edit HX-0012 --note "换届后重访" -n
        corecrm client edit HX-0012 --clear note
    """
    values = given(
        name=name, code=code, short_name=short_name, identity_no=identity_no, identity_kind=identity_kind,
        institution_id=institution, division_code=division_code, industry_code=industry_code, tier=tier,
        relationship=relationship, registered_on=registered, note=note, pinyin=pinyin, initials=initials,
    )  # fmt: skip
    wanted = changes("corecrm client edit", values, clear, CLEARABLE)
    row_id = run.find("client", client).id
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.client import Client
        from corecrm.services import client as service
        from corecrm.services.records import get

        with refusing(Client):
            service.edit(work.session, found := get(work.session, Client, row_id), wanted)
        if {"division_code", "industry_code"} & wanted.keys():
            work.notices += _doubts(found)


@app.writes("client.remove")
def remove(run: Run, clients: ClientKeys) -> None:
    """Remove clients from lists and choices. Everything about them stays, and restore brings them back.

    Examples:
        corecrm client remove HX-0012 --reason 注销
        corecrm client list --where "note ~ 重复" -q | corecrm client remove - -y
    """
    remove_all(run, "client", clients)


@app.writes("client.remove")
def restore(run: Run, clients: ClientKeys) -> None:
    """Bring removed clients back.

    Examples:
        corecrm client restore HX-0012
        corecrm client list --removed -q | corecrm client restore -
    """
    restore_all(run, "client", clients)


@app.writes("client.edit")
def alias(
    run: Run,
    client: ClientKey,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="NAME", help=N_("Another name that it goes by"))] = None,
    former: Annotated[list[str] | None, typer.Option("--former", metavar="NAME", help=N_("A name that it used to have"))] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="NAME", help=N_("Take this other name away"))] = None,
) -> None:
    """Add or take away other names of a client; it is found by all of them.

    Examples:
        corecrm client alias HX-0012 --add 华北新能源
        corecrm client alias HX-0012 --former 星河电力设备厂 --remove 华北新能源
    """
    _refuse_nothing("corecrm client alias", add, former, remove)
    row_id = run.find("client", client).id
    with run.change() as work:
        from corecrm.models.client import Client
        from corecrm.services import client as service
        from corecrm.services.records import get

        found = get(work.session, Client, row_id)
        for name in add or []:
            service.add_name(work.session, found, name, F.NameKind.alias)
        for name in former or []:
            service.add_name(work.session, found, name, F.NameKind.former)
        for name in remove or []:
            service.remove_name(work.session, found, name)


@app.writes("client.edit")
def number(
    run: Run,
    client: ClientKey,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="SYSTEM:NO", help=N_("Its number in another system"))] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="SYSTEM:NO", help=N_("Take this number away"))] = None,
) -> None:
    """Add or take away a client's numbers in other systems; it is found by all of them.

    Examples:
        corecrm client number HX-0012 --add core:00881234
        corecrm client number HX-0012 --remove core:00881234 --add core:00885678
    """
    _refuse_nothing("corecrm client number", add, remove)
    row_id = run.find("client", client).id
    added, taken = [_system_and_number(text) for text in add or []], [_system_and_number(text) for text in remove or []]
    with run.change() as work:
        from corecrm.models.client import Client
        from corecrm.services import client as service
        from corecrm.services.records import get

        found = get(work.session, Client, row_id)
        for system, no in taken:
            service.remove_number(work.session, found, system, no)
        work.flush()
        for system, no in added:
            service.set_number(work.session, found, system, no)


def _doubts(client: "Client") -> list[str]:
    """What is doubtful in the codes of a client: they may be right, but today's tables do not know them."""
    from corecrm.identifiers import division_doubt, industry_doubt, uscc_warnings

    uscc = client.identity_no if client.identity_kind is F.IdentityKind.uscc else None
    told = uscc_warnings(uscc) if uscc else []
    for label, code, doubt in (
        (F.division_code, client.division_code, division_doubt),
        (F.industry_code, client.industry_code, industry_doubt),
    ):
        reason = doubt(code) if code else None
        if reason:
            told.append(_("{field} “{value}”: {reason}").format(field=label.title, value=code, reason=reason))
    return told


def _refuse_nothing(path: str, *given: list[str] | None) -> None:
    if not any(given):
        raise UsageProblem(_("nothing to change was given"), _("see: {path} --help").format(path=path))


def _system_and_number(text: str) -> tuple[str, str]:
    system, colon, no = text.partition(":")
    if not (colon and system.strip() and no.strip()):
        raise UsageProblem(_("“{text}” is not SYSTEM:NO").format(text=text), _("such as core:00881234"))
    return system, no
