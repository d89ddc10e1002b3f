"""Whether something stands above itself: who controls whom, which institution is below which, who reports to whom."""

from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from corecrm.rules.intervals import Interval, common


class Held(NamedTuple):
    """What stands directly above something, and while it does."""

    holder: int
    during: Interval


def ways_upwards(
    start: int, during: Interval, holders_of: Callable[[int], Iterable[Held]]
) -> Iterator[tuple[tuple[int, ...], Interval]]:
    """Everything that stands above `start` on some day of `during`, itself first: the way up to it, and its days.

    Args:
        start: where the climb begins.
        during: the days that count; each step keeps those on which the next one holds too.
        holders_of: what stands directly above something, and when.
    """
    waiting: list[tuple[tuple[int, ...], Interval]] = [((start,), during)]
    known = {(start, during)}
    while waiting:
        way, days = waiting.pop()
        yield way, days
        for held in holders_of(way[-1]):
            shared = common(days, held.during)
            if shared and held.holder not in way and (held.holder, shared) not in known:
                known.add((held.holder, shared))
                waiting.append(((*way, held.holder), shared))


def chain_upwards(
    start: int, goal: int, during: Interval, holders_of: Callable[[int], Iterable[Held]]
) -> tuple[tuple[int, ...], Interval] | None:
    """The way from `start` up to `goal` and the days on which it is open, if there is such a day in `during`; else None.

    A new edge goal → start would then close a circle on those days. The arguments are those of `ways_upwards`.
    """
    return next((found for found in ways_upwards(start, during, holders_of) if found[0][-1] == goal), None)


def in_doubt(starts: Iterable[int], above: Callable[[int], Iterable[int]]) -> frozenset[int]:
    """What may stand above itself, among `starts` and all above them; the days are not asked.

    Each is looked at once, however many stand below it: whatever is not in doubt needs no `chain_upwards`.
    """
    graph: dict[int, tuple[int, ...]] = {}
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in graph:
            graph[node] = tuple(above(node))
            waiting += graph[node]
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError:
        left = set(graph)
        while ready := sorter.get_ready():  # what no circle holds up comes out even so
            left.difference_update(ready)
            sorter.done(*ready)
        return frozenset(left)
    return frozenset()
