"""What can be done to risk signals: record, verify or dismiss, release."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from corecrm.errors import RuleViolation
from corecrm.fields.risk import SignalLevel
from corecrm.models.risk import Risk, RiskIn, SignalKind
from corecrm.rules.deadlines import measures_due
from corecrm.rules.risk_states import ACTIVE, state_after
from corecrm.services.editing import revise
from corecrm.services.records import refuse_if_taken
from corecrm.text import _


@dataclass(frozen=True, slots=True)
class Concern:
    """Whose signal it is, of which kind, who found it and who deals with it, as ids of the records."""

    client_id: int
    signal_id: int
    found_by_id: int | None = None
    owner_id: int | None = None


def usual_level(kind: SignalKind) -> SignalLevel:
    """The level that a kind of signal has unless somebody says otherwise.

    Raises:
        RuleViolation: the catalogue leaves several to choose from.
    """
    levels = [SignalLevel(level) for level in kind.default_level.split()]
    if len(levels) != 1:
        known = _("{signal} can be {levels}").format(
            signal=f"{kind.code} {kind.name}", levels=", ".join(f"{level.value} {level.label}" for level in levels)
        )
        raise RuleViolation(known, _("say which: --level"))
    return levels[0]


def add(session: Session, given: RiskIn, concern: Concern) -> Risk:
    """A signal that was found. The clock for measures runs from the day it was found, unless a due date is given.

    Raises:
        RuleViolation: its code is taken.
    """
    refuse_if_taken(session, Risk, "code", given.code)
    risk = Risk.model_validate(
        given,
        update={
            "due": given.due or measures_due(given.level, given.found_on),
            "client_id": concern.client_id,
            "signal_id": concern.signal_id,
            "found_by_id": concern.found_by_id,
            "owner_id": concern.owner_id,
        },
    )
    session.add(risk)
    session.flush()
    return risk


def edit(session: Session, risk: Risk, changes: dict[str, Any]) -> None:
    """Changes what is known of a signal; where it stands changes by the acts below only.

    Args:
        session: where its code is looked up.
        risk: an active signal.
        changes: field of `RiskIn` or `owner_id` -> new value.

    Raises:
        RuleViolation: the signal has ended, or its code is another's.
    """
    if risk.state not in ACTIVE:
        raise RuleViolation(_("{key} is at “{state}” and cannot be changed any more").format(key=risk.code, state=risk.state.label))
    revise(session, risk, RiskIn, changes)


def verify(risk: Risk, *, level: SignalLevel | None, on: date) -> None:
    """Confirms a signal. Where that shows another level, the clock for measures starts anew on that day.

    Raises:
        RuleViolation: the state does not allow it.
    """
    risk.state = state_after("verify", risk.state, key=risk.code)
    risk.verified_on = on
    if level is not None and level is not risk.level:
        risk.level, risk.due = level, measures_due(level, on)


def dismiss(risk: Risk, *, reason: str, on: date) -> None:
    """Ends a signal that turned out to be none.

    Raises:
        RuleViolation: the state does not allow it.
    """
    risk.state = state_after("dismiss", risk.state, key=risk.code)
    risk.conclusion, risk.closed_on = reason, on


def release(risk: Risk, *, reason: str, on: date) -> None:
    """Ends a signal whose cause is gone.

    Raises:
        RuleViolation: the state does not allow it.
    """
    risk.state = state_after("release", risk.state, key=risk.code)
    risk.conclusion, risk.closed_on = reason, on
