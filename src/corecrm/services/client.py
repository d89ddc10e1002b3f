"""What can be done to clients, their other names and their numbers elsewhere."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from corecrm.errors import NotFound, RuleViolation
from corecrm.fields.client import NameKind
from corecrm.models.client import Client, ClientIn, ClientName, ClientNumber
from corecrm.names import clean, short_name
from corecrm.services.editing import revise, spelling
from corecrm.services.records import refuse_if_taken
from corecrm.text import _


def add(session: Session, given: ClientIn, *, institution_id: int | None = None) -> Client:
    """A new client, findable by the pinyin of its name, looked after by an institution.

    Raises:
        RuleViolation: its code or identity number is taken.
    """
    refuse_if_taken(session, Client, "code", given.code)
    refuse_if_taken(session, Client, "identity_no", given.identity_no)
    short = given.short_name or short_name(given.name)
    update = {**spelling(given.name), "short_name": short, "institution_id": institution_id}
    client = Client.model_validate(given, update=update)
    session.add(client)
    session.flush()
    return client


def edit(session: Session, client: Client, changes: Mapping[str, object]) -> None:
    """Changes fields of a client, `institution_id` among them; a former name is kept.

    Raises:
        RuleViolation: a code or identity number is taken.
    """
    before = client.name
    revise(session, client, ClientIn, changes, unique=("code", "identity_no"))
    if client.name != before:
        add_name(session, client, before, NameKind.former)


def add_name(session: Session, client: Client, name: str, kind: NameKind) -> None:
    """Another name for a client; one it already has is left as it is."""
    text = clean(name)
    known = session.exec(select(ClientName).where(ClientName.client_id == client.id, ClientName.name == text)).first()
    if known is None and client.id is not None:
        session.add(ClientName(client_id=client.id, name=text, kind=kind))


def remove_name(session: Session, client: Client, name: str) -> None:
    """Takes another name away.

    Raises:
        NotFound: the client does not have it.
    """
    known = session.exec(select(ClientName).where(ClientName.client_id == client.id, ClientName.name == clean(name))).first()
    if known is None:
        raise NotFound(_("{key} has no other name “{name}”").format(key=client.code, name=name))
    session.delete(known)


def set_number(session: Session, client: Client, system: str, number: str) -> None:
    """A client's number in another system.

    Raises:
        RuleViolation: another client has it there.
    """
    holder = session.exec(
        select(Client).join(ClientNumber).where(col(ClientNumber.system) == clean(system), ClientNumber.number == clean(number))
    ).first()
    if holder is not None:
        if holder.id != client.id:
            message = _("{system}:{number} is already that of {title} ({key})")
            raise RuleViolation(message.format(system=system, number=number, title=holder.name, key=holder.code))
        return
    if client.id is not None:
        session.add(ClientNumber(client_id=client.id, system=clean(system), number=clean(number)))


def remove_number(session: Session, client: Client, system: str, number: str) -> None:
    """Takes a number in another system away.

    Raises:
        NotFound: the client does not have it.
    """
    wanted = (ClientNumber.client_id == client.id, ClientNumber.system == clean(system), ClientNumber.number == clean(number))
    known = session.exec(select(ClientNumber).where(*wanted)).first()
    if known is None:
        raise NotFound(_("{key} has no number {system}:{number}").format(key=client.code, system=system, number=number))
    session.delete(known)
