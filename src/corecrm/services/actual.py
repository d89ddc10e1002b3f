"""Recording facts. A correction supersedes: the fact that was wrong stays, and points to the one that stands now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from corecrm.errors import RuleViolation
from corecrm.fields.actual import Basis
from corecrm.models.actual import Actual
from corecrm.rules.happening import come
from corecrm.services.period import refuse_if_closed
from corecrm.services.records import unused_code
from corecrm.text import _


@dataclass(frozen=True, slots=True)
class Key:
    """What makes two facts the same one, of which only the last recorded stands (domain 13.2)."""

    client_id: int
    metric_id: int
    period_from: date
    period_to: date
    basis: Basis = Basis.book
    line: str | None = None
    institution_id: int | None = None


def record(
    session: Session, key: Key, value: int, *, at: datetime, today: date, prefix: str, known_to: date | None = None
) -> Actual:
    """A fact, or the correction of one; one that stands with the same value stays, but for up to when it is declared to hold.

    Args:
        session: where facts are kept.
        key: whose, of what, when.
        value: in the smallest unit of the metric.
        at: the moment of recording.
        today: the day of the run; a period that has not ended is no fact yet.
        prefix: what its code begins with.
        known_to: the day up to which a balance is declared to hold; of one that stands already None leaves what was declared.

    Raises:
        RuleViolation: it ends before it begins, after today, or in a closed period; it is declared to hold to a day before its
            own or after today.
    """
    if key.period_to < key.period_from:
        raise RuleViolation(_("{end} is before {start}").format(end=key.period_to, start=key.period_from))
    until_today = _("a fact of a period that is not over yet ends today: --to {today}").format(today=today)
    come(key.period_to, today=today, what=_("the last day of a fact"), hint=until_today)
    if known_to is not None:
        _check_declared(known_to, key.period_to, today)
    standing = _standing(session, key)
    known_to = known_to or (standing.known_to if standing else None)
    if standing is not None and standing.value == value:
        if known_to != standing.known_to:
            refuse_if_closed(session, _first_told(standing, known_to))
            standing.known_to = known_to
        return standing
    refuse_if_closed(session, key.period_to)
    fact = Actual(
        code=unused_code(session, Actual, prefix), client_id=key.client_id, metric_id=key.metric_id, period_from=key.period_from,
        period_to=key.period_to, known_to=known_to, value=value, basis=key.basis, line=key.line,
        institution_id=key.institution_id, recorded_at=at,
        superseded_by_id=standing.id if standing else None,
    )  # fmt: skip
    session.add(fact)
    session.flush()
    if standing is not None:
        _take_turns(session, standing, fact)
    return fact


def _check_declared(known_to: date, day: date, today: date) -> None:
    what = _("the day up to which a balance is known")
    if known_to < day:
        raise RuleViolation(_("{end} is before {start}").format(end=f"{what} {known_to}", start=day))
    come(known_to, today=today, what=what, hint=_("a balance is known to today at the most: {today}").format(today=today))


def _first_told(standing: Actual, known_to: date | None) -> date:
    """The first day about which a declaration of the same balance says something else than the one that stands."""
    return min(standing.known_to or standing.period_to, known_to or standing.period_to) + timedelta(days=1)


def _take_turns(session: Session, standing: Actual, fact: Actual) -> None:
    """Only one fact of a key may stand at any moment: the new one waits behind the old one until that has stepped aside."""
    standing.superseded_by_id = fact.id
    session.flush()
    fact.superseded_by_id = None
    session.flush()


def _standing(session: Session, key: Key) -> Actual | None:
    wanted = (
        Actual.client_id == key.client_id, Actual.metric_id == key.metric_id, Actual.period_from == key.period_from,
        Actual.period_to == key.period_to, Actual.basis == key.basis, Actual.line == key.line,
        Actual.institution_id == key.institution_id, col(Actual.superseded_by_id).is_(None),
    )  # fmt: skip
    return session.exec(select(Actual).where(*wanted)).first()
