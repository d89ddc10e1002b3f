"""corecrm risk: warning signals of clients, from finding them to releasing them."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.acting import act_on, needed_reason
from corecrm.commands.amounts import UnitOption, amount_of
from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.editing import ClearOption, changes, given, id_of, remove_all, restore_all
from corecrm.commands.options import date_of, one_of, option_for
from corecrm.commands.run import Run
from corecrm.fields import risk as F
from corecrm.queries import known
from corecrm.queries import risk as risks
from corecrm.text import N_, _

app = Verbs()

CLEARABLE = ("detail", "exposure", "owner_id", "due")
RiskKey = Annotated[str, typer.Argument(metavar="RISK", help=N_("Signal: R-0091, 91 or last"), autocompletion=completes("risk"))]
RiskKeys = Annotated[
    list[str],
    typer.Argument(
        metavar="RISK…|-", help=N_("Signals: R-0091, 91 or last; - reads them from stdin"), autocompletion=completes("risk")
    ),
]
Text = str | None
LevelOption = Annotated[F.SignalLevel | None, option_for(F.level), one_of("--level", F.SignalLevel)]
StateOption = Annotated[F.SignalState | None, option_for(F.state), one_of("--state", F.SignalState)]
ExposureOption = Annotated[Text, option_for(F.exposure)]
OwnerOption = Annotated[
    int | None, typer.Option("--owner", metavar="STAFF", help=N_("Who deals with it")), id_of("staff", "--owner")
]
FinderOption = Annotated[
    int | None,
    typer.Option("--found-by", metavar="STAFF", help=N_("Who found it; whoever acts if not given")),
    id_of("staff", "--found-by"),
]
DueOption = Annotated[date | None, option_for(F.due), date_of("--due")]


@app.writes("risk.add")
def add(
    run: Run,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help=N_("Whose signal it is"), autocompletion=completes("client"))],
    signal: Annotated[str, typer.Argument(metavar="SIGNAL", help=N_("Its kind: F01 to L12, or its name"))],
    level: LevelOption = None,
    detail: Annotated[Text, option_for(F.detail)] = None,
    exposure: ExposureOption = None,
    owner: OwnerOption = None,
    found_by: FinderOption = None,
    due: DueOption = None,
    code: Annotated[Text, option_for(F.code)] = None,
    unit: UnitOption = None,
) -> None:
    """Record a signal that was found. Its level and the date by which measures are due follow from its kind.

    Examples:
        corecrm risk add HX-0009 A02 --detail 两期欠息 --exposure 13.6亿 --owner W0005
        corecrm risk add HX-0012 F04 --level red --on 昨天 -n
    """
    client_id, signal_id = run.find("client", client).id, run.find("signal_kind", signal).id
    finder = found_by or (run.find("staff", run.actor).id if run.actor else None)
    amount = amount_of(run, "--exposure", exposure, unit, lambda: known.of_risk(run.reader, client_id))
    values = given(detail=detail, exposure=amount, due=due, found_on=run.happened)
    with run.change() as work:
        from corecrm.commands.validating import validated
        from corecrm.models.risk import Risk, RiskIn, SignalKind
        from corecrm.services import risk as service
        from corecrm.services.records import get, unused_code

        values["level"] = level or service.usual_level(get(work.session, SignalKind, signal_id))
        values["code"] = code or unused_code(work.session, Risk, run.prefix("risk"))
        service.add(work.session, validated(RiskIn, values), service.Concern(client_id, signal_id, finder, owner))


@app.lists(risks.LISTING)
def list_(
    run: Run,
    active: Annotated[bool, typer.Option("--active", help=N_("Only those neither released nor dismissed"))] = False,
    level: LevelOption = None,
    state: StateOption = None,
) -> None:
    """List signals, the gravest first. --since and --until are about the day they were found.

    Examples:
        corecrm risk list --active --group XH
        corecrm risk list --level red --json
    """
    wanted = run.filters
    chosen = [f"{name} = {value.value}" for name, value in (("level", level), ("state", state)) if value is not None]
    wanted.where = (*wanted.where, *chosen)
    run.show(risks.listed(run.reader, wanted, only_active=active))


@app.reads
def show(run: Run, risk: RiskKey) -> None:
    """Show everything on record about one signal.

    Examples:
        corecrm risk show R-0091
        corecrm risk show last --json
    """
    run.show(risks.card(run.reader, run.find("risk", risk).id, today=run.today))


@app.writes("risk.edit")
def edit(
    run: Run,
    risk: RiskKey,
    detail: Annotated[Text, option_for(F.detail)] = None,
    exposure: ExposureOption = None,
    owner: OwnerOption = None,
    due: DueOption = None,
    clear: ClearOption = None,
    unit: UnitOption = None,
) -> None:
    """Change what is known of an active signal.

    Examples:
        corecrm risk edit R-0091 --detail "两期欠息；抵押率升到 88%"
        corecrm risk edit R-0091 --owner 赵磊 --due +3d
    """
    row_id = run.find("risk", risk).id
    amount = amount_of(run, "--exposure", exposure, unit, lambda: known.of_risk_itself(run.reader, row_id))
    values = given(detail=detail, exposure=amount, due=due, owner_id=owner)
    wanted = changes("corecrm risk edit", values, clear, CLEARABLE)
    with run.change() as work:
        from corecrm.commands.validating import refusing
        from corecrm.models.risk import Risk, RiskIn
        from corecrm.services import risk as service
        from corecrm.services.records import get

        with refusing(RiskIn):
            service.edit(work.session, get(work.session, Risk, row_id), wanted)


@app.writes("risk.remove")
def remove(run: Run, keys: RiskKeys) -> None:
    """Remove signals that were recorded by mistake. Everything about them stays, and restore brings them back.

    Examples:
        corecrm risk remove R-0091 --reason 重复登记
        corecrm risk remove 91 92 -n
    """
    remove_all(run, "risk", keys)


@app.writes("risk.remove")
def restore(run: Run, keys: RiskKeys) -> None:
    """Bring removed signals back.

    Examples:
        corecrm risk restore R-0091
        corecrm risk list --removed -q | corecrm risk restore -
    """
    restore_all(run, "risk", keys)


@app.writes("risk.verify")
def verify(run: Run, keys: RiskKeys, level: LevelOption = None) -> None:
    """Confirm signals, at another level if need be; then their measures are due anew.

    Examples:
        corecrm risk verify R-0091
        corecrm risk verify R-0091 --level red --on 昨天
    """
    from corecrm.services import risk as service

    act_on(run, "risk", keys, lambda risk: service.verify(risk, level=level, on=run.happened))


@app.writes("risk.verify")
def dismiss(run: Run, keys: RiskKeys) -> None:
    """End signals that turned out to be none; it takes --reason.

    Examples:
        corecrm risk dismiss R-0091 --reason 系统重复推送
        corecrm risk dismiss 91 --reason 已核实为误报 -n
    """
    reason = needed_reason(run, "corecrm risk dismiss", _("it is kept as the signal's conclusion"))
    from corecrm.services import risk as service

    act_on(run, "risk", keys, lambda risk: service.dismiss(risk, reason=reason, on=run.happened))


@app.writes("risk.release")
def release(run: Run, keys: RiskKeys) -> None:
    """End signals whose cause is gone; it takes --reason.

    Examples:
        corecrm --as W0005 risk release R-0087 --reason 应收账款已收回
        corecrm risk release R-0087 --reason 已结清 --on-behalf W0005 --document RISK-20261123-01
    """
    reason = needed_reason(run, "corecrm risk release", _("it is kept as the signal's conclusion"))
    from corecrm.services import risk as service

    act_on(run, "risk", keys, lambda risk: service.release(risk, reason=reason, on=run.happened))


@app.lists(risks.LISTING)
def board(run: Run) -> None:
    """Show the active signals, the gravest first: what is at stake, who deals with them, by when.

    Examples:
        corecrm risk board
        corecrm risk board --group XH --owner me
    """
    run.show(risks.board(run.reader, run.filters))
