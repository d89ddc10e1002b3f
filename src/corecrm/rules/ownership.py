"""What a control edge between two companies may not do: close a circle."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from corecrm.rules.intervals import Interval, common


class Held(NamedTuple):
    """A company's holder, and while it is one."""

    holder: int
    during: Interval


def chain_upwards(
    start: int, goal: int, during: Interval, holders_of: Callable[[int], Iterable[Held]], seen: tuple[int, ...] = ()
) -> tuple[int, ...] | None:
    """The companies from `start` up to `goal`, if on some day of `during` each is controlled by the next; else None.

    A new edge goal → start would then close a circle on that day.

    Args:
        start: the company that the climb begins with.
        goal: the one looked for.
        during: the days that count; each step keeps those on which the edge holds too.
        holders_of: the control edges into a company.
        seen: the companies climbed already.
    """
    climbed = (*seen, start)
    if start == goal:
        return climbed
    for held in holders_of(start):
        shared = common(during, held.during)
        if shared and held.holder not in climbed:
            found = chain_upwards(held.holder, goal, shared, holders_of, climbed)
            if found:
                return found
    return None
