"""corecrm approval: requests that somebody has to decide."""

from typing import TYPE_CHECKING, Annotated

import typer

from corecrm.commands.app import Verbs
from corecrm.commands.completing import completes
from corecrm.commands.options import option_for
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.fields import approval as F
from corecrm.queries import approval as approvals
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.services.approval import Decider

app = Verbs()

ApprovalKey = Annotated[
    str, typer.Argument(metavar="APPROVAL", help=N_("Approval: its code"), autocompletion=completes("approval"))
]
Opinion = Annotated[str | None, option_for(F.opinion)]


@app.lists(approvals.LISTING)
def list_(run: Run, mine: Annotated[bool, typer.Option("--mine", help=N_("Only what waits for my decision"))] = False) -> None:
    """List requests for approval, and the position whose turn it is.

    Examples:
        corecrm approval list --where "state = requested"
        corecrm --as W0012 approval list --mine
    """
    if not mine:
        run.show(approvals.approvals(run.reader, run.filters))
        return
    code = _actor(run)
    run.show(approvals.to_decide(run.reader, run.filters, approvals.Desk(code, _positions(run, code))))


@app.reads
def show(run: Run, approval: ApprovalKey) -> None:
    """Show a request and every decision on it.

    Examples:
        corecrm approval show AP-0007
        corecrm approval show AP-0007 --json
    """
    run.show(approvals.card(run.reader, run.find("approval", approval).id))


@app.writes("approval.decide")
def approve(run: Run, approval: ApprovalKey, opinion: Opinion = None) -> None:
    """Agree to a request. Where several positions decide, the next one's turn comes.

    Examples:
        corecrm --as W0012 approval approve AP-0007 --opinion 同意
        corecrm approval approve AP-0007 --on-behalf W0003 --document 审批单-2026-118
    """
    _decide(run, approval, yes=True, opinion=opinion)


@app.writes("approval.decide")
def refuse(run: Run, approval: ApprovalKey, opinion: Opinion = None) -> None:
    """Refuse a request; no other decider is asked any more.

    Examples:
        corecrm --as W0012 approval refuse AP-0007 --opinion 额度依据不足
        corecrm approval refuse AP-0007 --on-behalf W0003 --document 审批单-2026-118 -n
    """
    _decide(run, approval, yes=False, opinion=opinion)


@app.writes("approval.withdraw")
def withdraw(run: Run, approval: ApprovalKey) -> None:
    """Take one's own request back.

    Examples:
        corecrm --as W0012 approval withdraw AP-0007
        corecrm approval withdraw AP-0007 --reason 方案调整 --dry-run
    """
    row_id, by = run.find("approval", approval).id, _actor(run)
    with run.change() as work:
        from corecrm.models.approval import Approval
        from corecrm.services.approval import withdraw
        from corecrm.services.records import get

        withdraw(get(work.session, Approval, row_id), by=by)


def _decide(run: Run, key: str, *, yes: bool, opinion: str | None) -> None:
    row_id, decider = run.find("approval", key).id, _decider(run)
    with run.change() as work:
        from corecrm.models.approval import Approval
        from corecrm.services.approval import decide
        from corecrm.services.records import get

        decide(work.session, get(work.session, Approval, row_id), decider, yes=yes, opinion=opinion, on=run.happened)


def _decider(run: Run) -> "Decider":
    """Who decides: the actor, or the one whose decision on paper the actor types in."""
    from corecrm.services.approval import Decider

    actor, behalf, document = _actor(run), run.options["on_behalf"], run.options["document"]
    if bool(behalf) != bool(document):
        missing = "--document" if behalf else "--on-behalf"
        raise UsageProblem(
            _("{name} is missing").format(name=missing), _("a decision on paper takes both: --on-behalf STAFF --document NO")
        )
    if not behalf:
        return Decider(actor, _positions(run, actor))
    code = run.find("staff", behalf).key
    return Decider(code, _positions(run, code), typed_by=actor, document=document)


def _actor(run: Run) -> str:
    """The code of the staff member who acts.

    Raises:
        UsageProblem: nobody said who that is.
    """
    if not run.actor:
        raise UsageProblem(_("it is not said who acts"), _("say it with --as STAFF, CORECRM_USER or corecrm config set me STAFF"))
    return run.find("staff", run.actor, writing=True).key


def _positions(run: Run, code: str) -> frozenset[str]:
    from corecrm.queries.staff import positions

    return positions(run.reader, code, run.today)
