"""What a goal and a part of it have to agree in, and how far parts may go."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from corecrm.fields.goal import Axis
from corecrm.periods import containing
from corecrm.rules.splitting import axes_of_kind, segment
from corecrm.text import _

NARROWING = {Axis.line: "line", Axis.inst: "institution", Axis.staff: "staff", Axis.client: "client"}


class Placed(NamedTuple):
    """A goal as it stands in its tree; records are named by their codes.

    Args:
        code: its own.
        group: whose goal it is.
        metric: of what.
        year: for which year.
        axis: what it is a part along; None for a whole goal.
        start: its first day.
        end: its last day.
        line: the product line that it is narrowed to.
        institution: the institution.
        staff: the person.
        client: the client.
    """

    code: str
    group: str
    metric: str
    year: int
    axis: Axis | None
    start: date
    end: date
    line: str | None
    institution: str | None
    staff: str | None
    client: str | None


class Misfit(NamedTuple):
    """The field of a goal that is wrong, and why."""

    field: str
    why: str


def misfits_of_whole(goal: Placed) -> Iterator[Misfit]:
    """What a goal without a parent may not be."""
    if (goal.start, goal.end) != (date(goal.year, 1, 1), date(goal.year, 12, 31)):
        yield Misfit("period_from", _("its period is not the year {year}").format(year=goal.year))
    narrowed = next((name for name in NARROWING.values() if getattr(goal, name) is not None), None)
    if narrowed:
        yield Misfit(narrowed, _("only a part of a goal is narrowed to it: name its parent goal"))


def misfits(part: Placed, whole: Placed) -> Iterator[Misfit]:
    """In what a part does not fit the goal that it is a part of."""
    for field in ("group", "metric", "year"):
        if getattr(part, field) != getattr(whole, field):
            yield Misfit(field, _("group, metric or year differ from those of {parent}").format(parent=whole.code))
            return
    if part.axis is None:
        yield Misfit("axis", _("nobody says along what it is a part of {parent}").format(parent=whole.code))
        return
    yield from _misplaced(part, whole, part.axis)


def _misplaced(part: Placed, whole: Placed, axis: Axis) -> Iterator[Misfit]:
    if not whole.start <= part.start <= part.end <= whole.end:
        yield Misfit("period_from", _("its period lies outside that of {parent}").format(parent=whole.code))
        return
    key = _key(part, axis)
    if key is None:
        yield Misfit(NARROWING.get(axis, "period_from"), _("nobody says which {axis} it is for").format(axis=axis.label.lower()))
        return
    for other, name in NARROWING.items():
        if other is not axis and getattr(part, name) != getattr(whole, name):
            yield Misfit(name, _("it is another one than that of {parent}").format(parent=whole.code))
    if NARROWING.get(axis) and (part.start, part.end) != (whole.start, whole.end):
        yield Misfit("period_from", _("its period is another one than that of {parent}").format(parent=whole.code))
    if part.code.rpartition("/")[0] != whole.code:  # what stands behind it may be called otherwise since
        yield Misfit("code", _("its code would be {code}").format(code=f"{whole.code}/{segment(axis, key)}"))


def _key(part: Placed, axis: Axis) -> str | None:
    """What it is a part for; None where nothing says so."""
    if axis in NARROWING:
        value = getattr(part, NARROWING[axis])
        return None if value is None else str(value)
    period = containing(part.start, "quarter" if axis is Axis.quarter else "month")
    return period.code if (period.start, period.end) == (part.start, part.end) else None


def crossed(axes: set[Axis]) -> tuple[Axis, Axis] | None:
    """Two axes along which one goal may not be split at once: quarters and months are both time."""
    found = sorted(axis for axis in axes if len(axes_of_kind(axis) & axes) > 1)
    return (found[0], found[1]) if found else None
