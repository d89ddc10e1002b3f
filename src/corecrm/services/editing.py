"""Changing fields of any record: checked as a whole, as if it were entered anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel

from corecrm.errors import RuleViolation
from corecrm.names import initials, pinyin
from corecrm.services.records import refuse_if_taken
from corecrm.text import _

SPELLED = ("pinyin", "initials")


def spelling(name: str) -> dict[str, str]:
    """What a new record is found by besides its name."""
    return {"pinyin": pinyin(name), "initials": initials(name)}


def revise(
    session: Session,
    row: Any,  # noqa: ANN401 - any record
    shape: type[SQLModel],
    changes: Mapping[str, object],
    *,
    unique: Sequence[str] = ("code",),
) -> None:
    """Changes fields of `row`; a new name is spelled anew unless its spelling is given too.

    Args:
        session: where the code is looked up.
        row: the record.
        shape: what a record's fields must fit, all together.
        changes: field -> new value; besides the fields of `shape` also `pinyin`, `initials` and references by id.
        unique: the fields whose value only one record may have.

    Raises:
        ValidationError: the record would no longer fit `shape`.
        RuleViolation: the record is removed, or another one has a value that must be its own.
    """
    if getattr(row, "removed_on", None) is not None:
        message = _("{key} was removed on {day} already").format(key=row.code, day=row.removed_on)
        raise RuleViolation(message, _("bring it back first, with restore"))
    named = {name: changes[name] for name in changes if name in shape.model_fields}
    checked = shape.model_validate({**{name: getattr(row, name) for name in shape.model_fields}, **named})
    for name in unique:
        refuse_if_taken(session, type(row), name, getattr(checked, name), but=row.id)
    other = {name: value for name, value in changes.items() if name not in shape.model_fields}
    wanted = {**{name: getattr(checked, name) for name in shape.model_fields}, **other}
    if "pinyin" in type(row).model_fields and wanted["name"] != row.name:
        wanted = {**wanted, **spelling(wanted["name"]), **other}
    for name, value in wanted.items():
        if value != getattr(row, name):
            setattr(row, name, value.lower() if name in SPELLED else value)
