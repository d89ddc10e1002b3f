from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from corecrm.rules.circles import Held, chain_upwards
from corecrm.rules.intervals import Interval

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]
companies = st.integers(min_value=1, max_value=5)
spans = st.tuples(st.integers(0, 4), st.integers(1, 5)).filter(lambda span: span[0] < span[1])
edges = st.lists(st.tuples(companies, companies, spans), max_size=10)


def holders(given_edges: list[tuple[int, int, tuple[int, int]]], owned: int) -> list[Held]:
    return [Held(holder, Interval(DAYS[start], DAYS[end])) for holder, held, (start, end) in given_edges if held == owned]


def climbs(given_edges: list[tuple[int, int, tuple[int, int]]], start: int, goal: int, day: int) -> bool:
    """Whether `goal` controls `start`, directly or through others, on one day; by looking at every company."""
    reached = {start}
    while True:
        above = {holder for holder, held, (first, end) in given_edges if held in reached and first <= day < end}
        if above <= reached:
            return goal in reached
        reached |= above


@given(edges, companies, companies, spans)
@settings(max_examples=300, deadline=None)
def test_a_chain_is_found_exactly_if_all_its_edges_hold_on_one_day(
    given_edges: list[tuple[int, int, tuple[int, int]]], start: int, goal: int, span: tuple[int, int]
) -> None:
    during = Interval(DAYS[span[0]], DAYS[span[1]])
    found = chain_upwards(start, goal, during, lambda owned: holders(given_edges, owned))
    assert (found is not None) == any(climbs(given_edges, start, goal, day) for day in range(*span))
    if found is not None:
        chain, days = found
        assert climbs(given_edges, start, goal, DAYS.index(days.start))
        assert (chain[0], chain[-1], len(set(chain))) == (start, goal, len(chain))


def test_edges_that_never_hold_together_make_no_chain() -> None:
    first, second = Interval(DAYS[0], DAYS[2]), Interval(DAYS[2], DAYS[4])
    known = {1: [Held(2, first)], 2: [Held(3, second)], 3: []}
    assert chain_upwards(1, 3, Interval(DAYS[0]), known.__getitem__) is None
    assert chain_upwards(1, 2, Interval(DAYS[0]), known.__getitem__) == ((1, 2), first)
