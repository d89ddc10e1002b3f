"""Asking for an approval and deciding it, in the order of the deciders; nobody decides their own request.

Source: the project's own decision (domain 13.3).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from corecrm.errors import Forbidden, RuleViolation
from corecrm.fields.approval import ApprovalState
from corecrm.models.approval import Approval, ApprovalDecision
from corecrm.services.records import unused_code
from corecrm.text import _


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, with the positions held on that day; for a decision on paper also who typed it, and the paper."""

    code: str
    positions: Collection[str]
    typed_by: str | None = None
    document: str | None = None


def request(
    session: Session, *, noun: str, row_id: int, act: str, deciders: Sequence[str], by: str, on: date, prefix: str
) -> Approval:
    """Asks that `act` on a record be approved by `deciders`, positions in order.

    Raises:
        RuleViolation: the same is being asked for already.
    """
    asked = select(Approval).where(
        Approval.noun == noun, Approval.row_id == row_id, Approval.act == act, Approval.state == ApprovalState.requested
    )
    open_one = session.exec(asked).first()
    if open_one is not None:
        raise RuleViolation(_("{code} asks for the same already").format(code=open_one.code))
    approval = Approval(
        code=unused_code(session, Approval, prefix),
        noun=noun,
        row_id=row_id,
        act=act,
        deciders=" ".join(deciders),
        requested_by=by,
        requested_on=on,
    )
    session.add(approval)
    session.flush()
    return approval


def decide(session: Session, approval: Approval, decider: Decider, *, yes: bool, opinion: str | None, on: date) -> None:
    """The next decider's yes or no. The request is approved when the last one agrees, refused when any does not.

    Raises:
        RuleViolation: it has been decided or withdrawn.
        Forbidden: it is the decider's own request, or not their turn.
    """
    if approval.state is not ApprovalState.requested:
        raise RuleViolation(_("{code} is {state} already").format(code=approval.code, state=approval.state.label))
    if decider.code == approval.requested_by:
        raise Forbidden(
            _("nobody decides their own request: {code} was asked for by {who}").format(code=approval.code, who=decider.code)
        )
    step = session.exec(select(func.count()).select_from(ApprovalDecision).where(ApprovalDecision.approval_id == approval.id)).one()
    order = approval.deciders.split()
    if order[step] not in decider.positions:
        message = _("{code} is waiting for a {position}; {who} is not one")
        raise Forbidden(message.format(code=approval.code, position=order[step], who=decider.code))
    state = ApprovalState.approved if yes else ApprovalState.refused
    session.add(
        ApprovalDecision(
            approval_id=approval.id or 0, step=step + 1, position=order[step], state=state, decided_by=decider.code, decided_on=on,
            opinion=opinion, typed_by=decider.typed_by, document=decider.document,
        )
    )  # fmt: skip
    if not yes or step + 1 == len(order):
        approval.state = state


def withdraw(approval: Approval, *, by: str) -> None:
    """Takes one's own request back.

    Raises:
        Forbidden: somebody else made it.
        RuleViolation: it has been decided.
    """
    if approval.requested_by != by:
        raise Forbidden(
            _("{code} was asked for by {who}, who alone can withdraw it").format(code=approval.code, who=approval.requested_by)
        )
    if approval.state is not ApprovalState.requested:
        raise RuleViolation(_("{code} is {state} already").format(code=approval.code, state=approval.state.label))
    approval.state = ApprovalState.withdrawn


def approved(session: Session, *, noun: str, row_id: int, act: str) -> bool:
    """Whether the last word on `act` of a record was yes."""
    asked = (
        select(Approval)
        .where(Approval.noun == noun, Approval.row_id == row_id, Approval.act == act)
        .order_by(col(Approval.id).desc())
    )
    found = session.exec(asked).first()
    return found is not None and found.state is ApprovalState.approved
