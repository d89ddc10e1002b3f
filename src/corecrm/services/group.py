"""What can be done to client groups; who belongs to one follows from the control edges."""

from collections.abc import Mapping

from sqlmodel import Session

from corecrm.models.group import Group, GroupIn
from corecrm.services.editing import revise, spelling
from corecrm.services.records import refuse_if_taken


def add(session: Session, given: GroupIn, *, parent_id: int | None, institution_id: int | None) -> Group:
    """A new group, with the client at its top and its lead branch.

    Raises:
        RuleViolation: its code is taken, or the client is at the top of another group.
    """
    refuse_if_taken(session, Group, "code", given.code)
    refuse_if_taken(session, Group, "parent_id", parent_id)
    references = {"parent_id": parent_id, "institution_id": institution_id}
    group = Group.model_validate(given, update={**spelling(given.name), **references})
    session.add(group)
    session.flush()
    return group


def edit(session: Session, group: Group, changes: Mapping[str, object]) -> None:
    """Changes fields of a group, `parent_id` and `institution_id` among them.

    Raises:
        RuleViolation: a code is taken, or the client is at the top of another group.
    """
    refuse_if_taken(session, Group, "parent_id", changes.get("parent_id"), but=group.id)
    revise(session, group, GroupIn, changes)
