"""What can be done to holdings: a client begins to use a product, and ends it."""

from datetime import date

from sqlmodel import Session, select

from corecrm.errors import RuleViolation
from corecrm.models.holding import Holding, HoldingIn
from corecrm.rules.intervals import Interval, checked, closed, overlapping, said
from corecrm.services.records import unused_code
from corecrm.text import _


def add(session: Session, given: HoldingIn, *, client_id: int, product_id: int, institution_id: int | None, prefix: str) -> Holding:
    """A client begins to use a product at an institution.

    Raises:
        RuleViolation: it uses it there already, or the dates are the wrong way round.
    """
    during = checked(Interval(given.valid_from, given.valid_to))
    wanted = (Holding.client_id == client_id, Holding.product_id == product_id, Holding.institution_id == institution_id)
    for other in session.exec(select(Holding).where(*wanted)):
        if overlapping(during, [_interval(other)]):
            message = _("{key} is the same product in use {interval}")
            raise RuleViolation(
                message.format(key=other.code, interval=said(_interval(other))),
                _("end that first: corecrm holding end {key} --on DATE").format(key=other.code),
            )
    known = {"client_id": client_id, "product_id": product_id, "institution_id": institution_id}
    holding = Holding.model_validate(given, update={**known, "code": unused_code(session, Holding, prefix)})
    session.add(holding)
    return holding


def end(holding: Holding, *, on: date) -> None:
    """The product is no longer used from `on` on.

    Raises:
        RuleViolation: it ended before, or began that very day.
    """
    holding.valid_to = closed(_interval(holding), on).end


def _interval(holding: Holding) -> Interval:
    return Interval(holding.valid_from, holding.valid_to)
