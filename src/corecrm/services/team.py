"""What can be done to service teams: people take seats in them and leave them.

Source of the rules: domain 2.1, invariants (a) to (e).
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from corecrm.errors import NotFound, RuleViolation
from corecrm.models.client import Client
from corecrm.models.group import Group
from corecrm.models.staff import Staff
from corecrm.models.team import Seat, SeatIn
from corecrm.rules.intervals import Interval, checked, closed, overlapping, said
from corecrm.rules.seats import barred_by, held_once
from corecrm.services.records import get, unused_code
from corecrm.text import _


@dataclass(frozen=True, slots=True)
class Scope:
    """What a seat covers: a whole group, one client of it, or a client that belongs to none."""

    group: Group | None
    client: Client | None = None

    @property
    def code(self) -> str:
        """What a person calls it."""
        covered = self.client or self.group
        return covered.code if covered else ""


def join(session: Session, given: SeatIn, *, scope: Scope, staff: Staff, prefix: str) -> Seat:
    """Somebody takes a seat.

    Raises:
        RuleViolation: they sit there already; somebody else manages it on some of the days; or they would hold a risk and a
            marketing role for the same group.
    """
    during = checked(Interval(given.valid_from, given.valid_to))
    _refuse_second(session, given, scope, staff, during)
    _refuse_both_sides(session, given, scope, staff, during)
    references = {
        "code": unused_code(session, Seat, prefix),
        "group_id": scope.group and scope.group.id,
        "client_id": scope.client and scope.client.id,
        "staff_id": staff.id,
    }
    seat = Seat.model_validate(given, update=references)
    session.add(seat)
    session.flush()
    return seat


def leave(session: Session, *, scope: Scope, staff: Staff, on: date) -> list[Seat]:
    """Somebody's seats end on `on`: of a group all of them, of a client just that one.

    Raises:
        NotFound: they hold none there that day.
        RuleViolation: one began that very day.
    """
    seats = [seat for seat in _seats_of(session, scope, whole=scope.client is None) if seat.staff_id == staff.id]
    held = [seat for seat in seats if _interval(seat).holds(on)]
    if not held:
        message = _("{title} ({key}) has no seat for {scope} on {day}")
        raise NotFound(message.format(title=staff.name, key=staff.code, scope=scope.code, day=on))
    for seat in held:
        seat.valid_to = closed(_interval(seat), on).end
    return held


def _interval(seat: Seat) -> Interval:
    return Interval(seat.valid_from, seat.valid_to)


def _seats_of(session: Session, scope: Scope, *, whole: bool) -> list[Seat]:
    """The seats of a scope; `whole` takes those of a group's clients in."""
    if whole and scope.group:
        wanted = [col(Seat.group_id) == scope.group.id]
    elif scope.client:
        wanted = [col(Seat.client_id) == scope.client.id]
    else:
        wanted = [col(Seat.group_id) == (scope.group and scope.group.id), col(Seat.client_id).is_(None)]
    return list(session.exec(select(Seat).where(*wanted).order_by(col(Seat.id))))


def _refuse_second(session: Session, given: SeatIn, scope: Scope, staff: Staff, during: Interval) -> None:
    alone = held_once(given.role, covers_client=scope.client is not None)
    for seat in _seats_of(session, scope, whole=False):
        if seat.role is given.role and (alone or seat.staff_id == staff.id) and overlapping(during, [_interval(seat)]):
            holder = get(session, Staff, seat.staff_id)
            message = _("{title} ({key}) is already {role} of {scope} {interval}")
            raise RuleViolation(
                message.format(
                    title=holder.name, key=holder.code, role=given.role.label, scope=scope.code, interval=said(_interval(seat))
                ),
                _("end that first: corecrm team leave {scope} {key} --on DATE").format(scope=scope.code, key=holder.code),
            )


def _refuse_both_sides(session: Session, given: SeatIn, scope: Scope, staff: Staff, during: Interval) -> None:
    own = [seat for seat in _seats_of(session, scope, whole=True) if seat.staff_id == staff.id]
    bar = barred_by(given.role, [seat.role for seat in own if overlapping(during, [_interval(seat)])])
    if bar is not None:
        message = _("{title} ({key}) is {held} for {scope} and cannot be {role} as well")
        raise RuleViolation(
            message.format(title=staff.name, key=staff.code, held=bar.label, scope=scope.code, role=given.role.label),
            _("whoever judges the risk of a client does not sell to it"),
        )
