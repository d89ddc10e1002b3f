"""What can be done to institutions: they form a tree."""

from collections.abc import Mapping

from sqlmodel import Session

from corecrm.errors import RuleViolation
from corecrm.models.institution import Institution, InstitutionIn
from corecrm.services.editing import revise, spelling
from corecrm.services.records import get, refuse_if_taken
from corecrm.text import _


def add(session: Session, given: InstitutionIn, *, parent_id: int | None) -> Institution:
    """A new institution under another; without a parent it stands at the top.

    Raises:
        RuleViolation: its code is taken.
    """
    refuse_if_taken(session, Institution, "code", given.code)
    institution = Institution.model_validate(given, update={**spelling(given.name), "parent_id": parent_id})
    session.add(institution)
    session.flush()
    return institution


def edit(session: Session, institution: Institution, changes: Mapping[str, object]) -> None:
    """Changes fields of an institution, `parent_id` among them.

    Raises:
        RuleViolation: a code is taken, or it would stand below itself.
    """
    parent_id = changes.get("parent_id")
    if isinstance(parent_id, int):
        _refuse_below_itself(session, institution, parent_id)
    revise(session, institution, InstitutionIn, changes)


def _refuse_below_itself(session: Session, institution: Institution, parent_id: int) -> None:
    above: int | None = parent_id
    while above is not None:
        parent = get(session, Institution, above)
        if parent.id == institution.id:
            message = _("{title} ({key}) cannot stand below itself")
            raise RuleViolation(message.format(title=institution.name, key=institution.code))
        above = parent.parent_id
