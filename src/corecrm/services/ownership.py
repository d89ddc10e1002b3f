"""What can be done to the edges between clients: who controls or owns whom, from when to when."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, select

from corecrm.errors import NotFound, RuleViolation
from corecrm.fields.ownership import EdgeKind
from corecrm.models.client import Client
from corecrm.models.ownership import Ownership, OwnershipIn
from corecrm.rules.circles import Held, chain_upwards
from corecrm.rules.intervals import Interval, checked, closed, overlapping, said
from corecrm.services.editing import revise
from corecrm.services.records import get, unused_code
from corecrm.text import _


def link(session: Session, given: OwnershipIn, *, holder: Client, owned: Client, prefix: str) -> Ownership:
    """A new edge from `holder` to `owned`.

    Raises:
        RuleViolation: it ties a client to itself, is there already, names a second holder in control or closes a circle.
    """
    during = checked(Interval(given.valid_from, given.valid_to))
    if holder.id == owned.id:
        raise RuleViolation(_("{title} ({key}) cannot hold itself").format(title=owned.name, key=owned.code))
    _refuse_twice(session, given.kind, holder, owned, during)
    if given.kind is EdgeKind.control:
        _refuse_second_control(session, holder, owned, during)
        _refuse_circle(session, holder, owned, during)
    edge = Ownership.model_validate(
        given, update={"code": unused_code(session, Ownership, prefix), "holder_id": holder.id, "owned_id": owned.id}
    )
    session.add(edge)
    session.flush()
    return edge


def unlink(session: Session, *, holder: Client, owned: Client, kind: EdgeKind, on: date) -> Ownership:
    """The edge from `holder` to `owned` no longer holds from `on` on.

    Raises:
        NotFound: there is none of this kind that day.
        RuleViolation: it began that very day.
    """
    wanted = (Ownership.holder_id == holder.id, Ownership.owned_id == owned.id, Ownership.kind == kind)
    edges = list(session.exec(select(Ownership).where(*wanted)))
    edge = next((each for each in edges if _interval(each).holds(on)), None)
    if edge is None:
        message = _("{holder} has no tie of the kind “{kind}” to {owned} on {day}")
        raise NotFound(message.format(holder=holder.code, kind=kind.label, owned=owned.code, day=on))
    edge.valid_to = closed(_interval(edge), on).end
    return edge


def edit(session: Session, edge: Ownership, changes: Mapping[str, object]) -> None:
    """Corrects the share or the note of an edge. Another holder or kind is another edge: end this one first.

    Raises:
        ValidationError: the share is not between 0 and 1.
    """
    revise(session, edge, OwnershipIn, changes, unique=())


def _interval(edge: Ownership) -> Interval:
    return Interval(edge.valid_from, edge.valid_to)


def _refuse_twice(session: Session, kind: EdgeKind, holder: Client, owned: Client, during: Interval) -> None:
    same = (Ownership.holder_id == holder.id, Ownership.owned_id == owned.id, Ownership.kind == kind)
    clash = overlapping(during, (_interval(each) for each in session.exec(select(Ownership).where(*same))))
    if clash is not None:
        message = _("{holder} already has a tie of the kind “{kind}” to {owned} {interval}")
        raise RuleViolation(message.format(holder=holder.code, kind=kind.label, owned=owned.code, interval=said(clash)))


def _controls_of(session: Session, owned_id: int) -> list[Ownership]:
    return list(session.exec(select(Ownership).where(Ownership.owned_id == owned_id, Ownership.kind == EdgeKind.control)))


def _refuse_second_control(session: Session, holder: Client, owned: Client, during: Interval) -> None:
    for edge in _controls_of(session, owned.id or 0):
        if overlapping(during, [_interval(edge)]):
            first = get(session, Client, edge.holder_id)
            message = _("{owned} is already controlled by {title} ({key}) {interval}")
            raise RuleViolation(
                message.format(owned=owned.code, title=first.name, key=first.code, interval=said(_interval(edge))),
                _("end that first: corecrm group unlink {first} {owned} --on DATE; or link {holder} with --kind minority").format(
                    first=first.code, owned=owned.code, holder=holder.code
                ),
            )


def _refuse_circle(session: Session, holder: Client, owned: Client, during: Interval) -> None:
    def holders_of(client_id: int) -> list[Held]:
        return [Held(edge.holder_id, _interval(edge)) for edge in _controls_of(session, client_id)]

    chain = chain_upwards(holder.id or 0, owned.id or 0, during, holders_of)
    if chain is not None:
        codes = " → ".join(get(session, Client, each).code for each in reversed(chain[0]))
        message = _("{holder} is itself controlled by {owned}: {chain}")
        raise RuleViolation(message.format(holder=holder.code, owned=owned.code, chain=codes))
