"""What can be done to any record: give it the next code, look it up, remove it, bring it back."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, func, select

from corecrm.errors import NotFound, RuleViolation
from corecrm.text import _

DIGITS = 4
Record = TypeVar("Record", bound=SQLModel)


def next_code(session: Session, prefix: str) -> str:
    """The next code of a counter, such as HX-0013; a number once given is never given again, not even after an undo."""
    session.execute(
        text("INSERT INTO counter (prefix, last) VALUES (:prefix, 0) ON CONFLICT (prefix) DO NOTHING"), {"prefix": prefix}
    )
    number = session.execute(
        text("UPDATE counter SET last = last + 1 WHERE prefix = :prefix RETURNING last"), {"prefix": prefix}
    ).scalar_one()
    return f"{prefix}{number:0{DIGITS}d}"


def unused_code(session: Session, model: type[SQLModel], prefix: str) -> str:
    """The next code that no record has, behind those that came with a file or were given by hand."""
    _pass_over(session, model, prefix)
    while True:
        code = next_code(session, prefix)
        if session.exec(select(model).where(model.code == code)).first() is None:  # type: ignore[attr-defined]  # every record has a code
            return code


def _pass_over(session: Session, model: type[SQLModel], prefix: str) -> None:
    """Moves a counter on to the highest number that a record has."""
    first, last = prefix + "0" * DIGITS, prefix + "9" * DIGITS
    code = col(model.code)  # type: ignore[attr-defined]  # every record has a code
    highest = select(code).where(code.between(first, last), func.length(code) == len(last)).order_by(code.desc()).limit(1)
    number = (session.exec(highest).first() or "").removeprefix(prefix)
    if number.isdecimal():
        session.execute(
            text(
                "INSERT INTO counter (prefix, last) VALUES (:prefix, :last) ON CONFLICT (prefix)"
                " DO UPDATE SET last = excluded.last WHERE counter.last < excluded.last"
            ),
            {"prefix": prefix, "last": int(number)},
        )


def get(session: Session, model: type[Record], row_id: int) -> Record:
    """The record with this id, to be changed.

    Raises:
        NotFound: it has gone since it was looked up.
    """
    found = session.get(model, row_id)
    if found is None:
        raise NotFound(_("the record has gone since"))
    return found


def refuse_if_taken(session: Session, model: type[SQLModel], field: str, value: object, *, but: int | None = None) -> None:
    """A value that only one record may have.

    Raises:
        RuleViolation: another record has it; the message names that one.
    """
    if value is None:
        return
    holder: Any = session.exec(select(model).where(getattr(model, field) == value)).first()
    if holder is not None and holder.id != but:
        removed = _(" (removed)") if getattr(holder, "removed_on", None) else ""
        title = getattr(holder, "name", "")
        message = _("{value} is already that of {title} ({key}){removed}")
        raise RuleViolation(
            message.format(value=value, title=title, key=holder.code, removed=removed), details={"key": holder.code}
        )


def remove(row: Any, *, on: date) -> None:  # noqa: ANN401 - any removable record
    """Takes a record out of lists and choices from `on` on; everything about it stays.

    Raises:
        RuleViolation: it is removed already.
    """
    if row.removed_on is not None:
        raise RuleViolation(_("{key} was removed on {day} already").format(key=row.code, day=row.removed_on))
    row.removed_on = on


def restore(row: Any) -> None:  # noqa: ANN401 - any removable record
    """Brings a removed record back.

    Raises:
        RuleViolation: it is not removed.
    """
    if row.removed_on is None:
        raise RuleViolation(_("{key} is not removed").format(key=row.code))
    row.removed_on = None
