"""What can be done to institutions: they form a tree."""

from collections.abc import Mapping

from sqlmodel import Session

from corecrm.models.institution import Institution, InstitutionIn
from corecrm.services.editing import revise, spelling
from corecrm.services.records import refuse_if_taken


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
        RuleViolation: a code is taken. That none stands below itself is the judge's rule.
    """
    revise(session, institution, InstitutionIn, changes)
