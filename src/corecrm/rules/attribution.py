"""Whose a figure is where a client changed hands: every day of it is that of whoever held the client on that day.

A dated fact is its holder's on its day. A fact of a period is divided by the days that each held the client in it, which is an
estimate: nobody knows on which of them it arose. An average is divided by its sum of days: where the balance of each day is
known a holder gets those of its own days, which is exact; where only averages of periods are known, each is divided by days.
The days on which nobody held the client are nobody's; they are never given to somebody.

The shares add up to the whole in smallest units. Source: domain 13.1, attribution over a change of manager.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from corecrm.fields import estimate_mark
from corecrm.rules.intervals import Interval
from corecrm.rules.measures import whole
from corecrm.text import _

ONE_DAY = timedelta(days=1)


class Tenure(NamedTuple):
    """Who holds a client, and while they do."""

    holder: int
    during: Interval


class Stretch(NamedTuple):
    """The days from `start` to `end`, both included, and the figure that they have: of a flow all together, else each.

    `fact` is the id of the fact that says so.
    """

    start: date
    end: date
    value: int
    fact: int = 0

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.end - self.start).days + 1


class Piece(NamedTuple):
    """What a fact adds to a figure before it is divided by the figure's days: its value on each of some days, added up."""

    fact: int
    days: int
    sum: int


class Share(NamedTuple):
    """What of a figure is a holder's, None being nobody; `estimated` if a fact of a period had to be divided for it.

    The sums of its pieces, divided by the days of the whole figure, come to its value.
    """

    holder: int | None
    value: int
    estimated: bool
    pieces: tuple[Piece, ...] = ()


def turns(tenures: Sequence[Tenure], start: date, end: date) -> list[tuple[int | None, int]]:
    """(holder, days) from `start` to `end`, both included, in the order of time; None where nobody holds.

    Args:
        tenures: where two hold on the same day, the first one given goes before.
        start: the first day.
        end: the last day.
    """
    after = end + ONE_DAY
    ends = {day for tenure in tenures for day in tenure.during if day is not None and start < day < after}
    return [
        (next((tenure.holder for tenure in tenures if tenure.during.holds(first)), None), (until - first).days)
        for first, until in pairwise(sorted({start, after, *ends}))
    ]


def mean(stretches: Sequence[Stretch]) -> Fraction:
    """The figure of stretches that follow each other: the mean of their days; of a single one its value itself."""
    return Fraction(sum(each.value * each.days for each in stretches), sum(each.days for each in stretches))


def shares(stretches: Sequence[Stretch], tenures: Sequence[Tenure], *, daily: bool = False) -> list[Share]:
    """What of a figure is whose, those who held first before the others. Together it is the whole figure, `whole(mean(…))`.

    Args:
        stretches: a dated fact or one of a period is one stretch, an average all that it is reckoned from, without a gap.
        tenures: who held the client when, as for `turns`.
        daily: each day of a stretch has its value, as a balance has: dividing it is then no estimate.
    """
    pieces: dict[int | None, list[Piece]] = {}
    divided: set[int | None] = set()
    for stretch in stretches:
        held = turns(tenures, stretch.start, stretch.end)
        holders = {holder for holder, _days in held}
        divided |= holders if len(holders) > 1 and not daily else set()
        for holder, days in held:
            pieces.setdefault(holder, []).append(Piece(stretch.fact, days, stretch.value * days))
    sums = [sum(piece.sum for piece in found) for found in pieces.values()]
    values = by_days(sums, sum(stretch.days for stretch in stretches))
    return [
        Share(holder, value, holder in divided, tuple(found)) for (holder, found), value in zip(pieces.items(), values, strict=True)
    ]


def meaning() -> str:
    """What it means that a share is marked as an estimate; said once below whatever holds one."""
    return _("{mark}: holds facts of a period in which the client changed hands, divided by the days that each managed it").format(
        mark=estimate_mark()
    )


def by_days(sums: Sequence[int], days: int) -> list[int]:
    """Each of `sums` ÷ `days` in whole units that add up to their total ÷ `days`, which is rounded half away from zero.

    Each share is rounded down, and the units left over go one each to the largest remainders, ties to the first. A negative
    total gives the shares of the positive one with their signs turned, so that what is reversed is taken back from everybody.

    Args:
        sums: sums of days (value × days); unlike the weights of `money.largest_remainder` some may be negative.
        days: how many days there are, at least one.
    """
    return apportioned(sums, days, whole(Fraction(sum(sums), days)))


def apportioned(sums: Sequence[int], days: int, total: int) -> list[int]:
    """`sums` divided by `days`, each to a smallest unit so that they add up to `total`: the largest remainders are rounded up.

    Args:
        sums: as for `by_days`.
        days: as for `by_days`.
        total: the sum of all of them divided by the days, rounded either way.
    """
    if total < 0:
        return [-share for share in apportioned([-each for each in sums], days, -total)]
    found = [each // days for each in sums]
    by_remainder = sorted(range(len(sums)), key=lambda place: -(sums[place] % days))
    for place in by_remainder[: total - sum(found)]:
        found[place] += 1
    return found
