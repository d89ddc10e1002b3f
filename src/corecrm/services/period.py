"""Closing a period and reopening it; what other services ask before they touch a dated figure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from corecrm.errors import RuleViolation
from corecrm.models.period import Closing
from corecrm.services.records import unused_code
from corecrm.store.sealing import FACTS, seal_of
from corecrm.text import _


def closed_to(session: Session) -> date | None:
    """The last day that is closed; None while none is."""
    return session.exec(select(func.max(Closing.closed_to)).where(col(Closing.reopened_on).is_(None))).one()


def close(session: Session, *, to: date, today: date, prefix: str) -> Closing:
    """Closes everything up to `to`, and seals the facts that it finds.

    Raises:
        RuleViolation: that day has not passed, or is closed already.
    """
    if to >= today:
        raise RuleViolation(_("{day} has not passed yet").format(day=to), _("a period is closed after its last day"))
    already = closed_to(session)
    if already is not None and already >= to:
        raise RuleViolation(_("everything up to {day} is closed already").format(day=already))
    facts, seal = seal_of(lambda day, after: _facts(session, day, after), to.isoformat())
    code = unused_code(session, Closing, prefix)
    closing = Closing(code=code, closed_to=to, closed_on=today, sealed_facts=facts, seal=seal)
    session.add(closing)
    return closing


def _facts(session: Session, day: str, after: str) -> Sequence[Sequence[Any]]:
    return session.execute(text(FACTS.format(day=":day", after=":after")), {"day": day, "after": after}).all()


def reopen(session: Session, *, on: date, reason: str, closed: date | None = None) -> Closing:
    """Reopens what was closed last; what was closed before that stays closed.

    Args:
        session: the store.
        on: when it is reopened.
        reason: why.
        closed: the day up to which it was closed, as whoever reopens it believes.

    Raises:
        RuleViolation: nothing is closed, or what was closed last ends on another day.
    """
    in_force = select(Closing).where(col(Closing.reopened_on).is_(None)).order_by(col(Closing.closed_to).desc())
    closing = session.exec(in_force).first()
    if closing is None:
        raise RuleViolation(_("no period is closed"))
    if closed is not None and closed != closing.closed_to:
        raise RuleViolation(
            _("what was closed last ends on {last}, not on {day}").format(last=closing.closed_to, day=closed),
            _("periods are reopened from the last one back: corecrm period reopen {last} --reason TEXT").format(
                last=closing.closed_to
            ),
        )
    closing.reopened_on, closing.reason = on, reason
    return closing


def refuse_if_closed(session: Session, day: date) -> None:
    """Passes if figures of `day` may still change.

    Raises:
        RuleViolation: its period is closed.
    """
    closed = closed_to(session)
    if closed is not None and day <= closed:
        raise RuleViolation(
            _("{day} lies in a closed period (closed up to {closed})").format(day=day, closed=closed),
            _("reopen it first: corecrm period reopen --reason TEXT"),
        )
