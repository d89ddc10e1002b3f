"""What can be done to staff: they hold posts, from one day to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from corecrm.errors import RuleViolation
from corecrm.fields.staff import Position
from corecrm.models.staff import Post, Staff, StaffIn
from corecrm.rules.intervals import Interval, checked, closed, overlapping, said
from corecrm.services.editing import revise, spelling
from corecrm.services.records import refuse_if_taken
from corecrm.text import _


@dataclass(frozen=True, slots=True)
class Posting:
    """A post to be taken up: where, as what, under whom, from when to when."""

    institution_id: int
    position: Position
    during: Interval
    reports_to_id: int | None = None


def add(session: Session, given: StaffIn) -> Staff:
    """Somebody new, still without a post.

    Raises:
        RuleViolation: the code is taken.
    """
    refuse_if_taken(session, Staff, "code", given.code)
    person = Staff.model_validate(given, update=spelling(given.name))
    session.add(person)
    session.flush()
    return person


def edit(session: Session, person: Staff, changes: Mapping[str, object]) -> None:
    """Changes fields of somebody.

    Raises:
        RuleViolation: a code is taken.
    """
    revise(session, person, StaffIn, changes)


def move(session: Session, person: Staff, posting: Posting) -> Post:
    """Somebody takes up a post; whatever they held until then ends on its first day.

    Raises:
        RuleViolation: as for `post`, or what they hold began on that very day.
    """
    leave(session, person, on=posting.during.start)
    return post(session, person, posting)


def post(session: Session, person: Staff, posting: Posting) -> Post:
    """Somebody takes up a post beside what they hold.

    Raises:
        RuleViolation: they hold the same one on some of the days. That nobody reports to themselves is the judge's rule.
    """
    checked(posting.during)
    same = (Post.staff_id == person.id, Post.institution_id == posting.institution_id, Post.position == posting.position)
    held = [Interval(each.valid_from, each.valid_to) for each in session.exec(select(Post).where(*same))]
    clash = overlapping(posting.during, held)
    if clash is not None:
        message = _("{title} ({key}) already holds this post {interval}")
        raise RuleViolation(message.format(title=person.name, key=person.code, interval=said(clash)))
    taken = Post(
        staff_id=person.id or 0, institution_id=posting.institution_id, position=posting.position,
        reports_to_id=posting.reports_to_id, valid_from=posting.during.start, valid_to=posting.during.end,
    )  # fmt: skip
    session.add(taken)
    session.flush()
    return taken


def leave(session: Session, person: Staff, *, on: date) -> None:
    """Whatever somebody holds on `on` ends that day.

    Raises:
        RuleViolation: it began that very day.
    """
    for held in posts_on(session, person, on):
        held.valid_to = closed(Interval(held.valid_from, held.valid_to), on).end
    session.flush()  # whoever looks for what they hold must find it ended


def posts_on(session: Session, person: Staff, day: date) -> list[Post]:
    """The posts that somebody holds on a day."""
    held = session.exec(select(Post).where(Post.staff_id == person.id).order_by(col(Post.id)))
    return [each for each in held if Interval(each.valid_from, each.valid_to).holds(day)]
