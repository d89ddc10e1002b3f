"""What a metric came to for a set of clients: which facts count for a period and a day, and what they make together.

Only facts that stand (not corrected), on one basis, whose period has ended by the day, count:

- flow, count: every fact that lies in the period, added up;
- stock, ratio: of each series the last fact, carried forward until the next one. A fact of a period stands for its last day;
- average: of each series the facts that follow each other without a gap from the first day of the period, weighted by their
  days. One fact that begins on that day and reaches furthest is the usual case: the year-to-date average of a month's end has
  `period_from` = January 1. A client without such facts is reckoned from the balances day by day (domain 4, dep_adb): a
  balance holds until the next one, and before the first it is 0.

A series is one client, product line and booking institution; its average is rounded to the smallest unit, so that figures add
up to the 分 however they are grouped. A fact belongs to the group that the client was in on its last day. What of it is whose
where the client changed hands, `rules.attribution` says.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from corecrm.fields.actual import Basis
from corecrm.fields.metric import Measure
from corecrm.periods import add_months
from corecrm.queries.metric import Indicator, indicator
from corecrm.rules.attribution import ONE_DAY, Stretch, mean
from corecrm.rules.measures import whole
from corecrm.store.reader import Reader

BALANCE_OF = {"dep_adb": "dep_bal", "loan_adb": "loan_bal"}
SERIES = "a.client_id, a.line, a.institution_id"


class Fact(NamedTuple):
    """A fact, as it counts for a figure.

    Args:
        id: its own; of one that is reckoned from several the last one's.
        client_id: whose.
        line: of which product line.
        institution_id: the one that booked it, or else the client's.
        start: its first day; a level has only its last one.
        day: its last day.
        value: in the metric's smallest unit.
        reckoned_from: the stretches of an average that is reckoned from several facts.
        daily: these have a value each day, as balances have.
        estimated: only a part of it counts here, by days.
    """

    id: int
    client_id: int
    line: str | None
    institution_id: int | None
    start: date
    day: date
    value: int
    reckoned_from: tuple[Stretch, ...] = ()
    daily: bool = False
    estimated: bool = False

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The days that it covers with their figures."""
        return self.reckoned_from or (Stretch(self.start, self.day, self.value),)


class Figure(NamedTuple):
    """What facts make together; `value` is None where none is known. `day` is the last day that any of them covers.

    `estimated` says that one of them counts only for a part, by days.
    """

    value: int | None = None
    day: date | None = None
    facts: int = 0
    estimated: bool = False


def current(
    db: Reader,
    metric: str,
    *,
    clients: str,
    on: date,
    start: date | None = None,
    basis: Basis = Basis.book,
    **values: object,
) -> Figure:
    """What a metric came to for a set of clients.

    Args:
        db: the store.
        metric: its code.
        clients: a bracketed SELECT of (id, since, till), such as `trees.MEMBERS_OVER_TIME` or `trees.always(…)`.
        on: the day of the question; later facts do not count.
        start: the first day of the period; January 1 if not given.
        basis: whose books.
        values: the parameters of `clients`.

    Raises:
        NotFound: there is no such metric.
    """
    asked = indicator(db, metric)
    return total(facts(db, asked, clients=clients, start=start or date(on.year, 1, 1), on=on, basis=basis, **values), asked.measure)


def year_before(day: date) -> date:
    """The same date a year earlier, which year-on-year compares with; the end of a month for the end of a month."""
    return months_before(day, 12)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier (later, if negative); the end of a month for the end of a month."""
    after = day + ONE_DAY
    return add_months(after, -months) - ONE_DAY if after.day == 1 else add_months(day, -months)


def total(found: Sequence[Fact], measure: Measure) -> Figure:
    """The sum of facts; of ratios, which do not add, only a single one is a figure."""
    if not found or (measure is Measure.ratio and len(found) > 1):
        return Figure(None, None, len(found))
    estimated = any(fact.estimated for fact in found)
    return Figure(sum(fact.value for fact in found), max(fact.day for fact in found), len(found), estimated)


def facts(
    db: Reader, metric: Indicator, *, clients: str, start: date, on: date, basis: Basis = Basis.book, **values: object
) -> list[Fact]:
    """The facts that make the figure of a metric; the arguments are those of `current`."""
    asked = _Asked(db, clients, start, on, basis, values)
    if metric.measure in (Measure.flow, Measure.count):
        return [fact for series in asked.series(metric.id, "a.period_from >= :start") for fact in series if asked.belongs(fact)]
    if metric.measure is not Measure.average:
        return [fact._replace(start=fact.day) for (fact,) in asked.series(metric.id, last=True) if asked.belongs(fact)]
    return [average for average in _averages(asked, metric) if asked.belongs(average)]


class _Asked:
    """Which clients, period and basis are asked about; `belonged` says from when to when a client is one of them."""

    def __init__(self, db: Reader, clients: str, start: date, on: date, basis: Basis, values: dict[str, object]) -> None:
        self.db, self.clients, self.start, self.on = db, clients, start, on
        self.values = {"basis": basis.value, "start": start.isoformat(), "on": on.isoformat(), **values}
        self.belonged: dict[int, list[tuple[date | None, date | None]]] = {}
        for client, since, till in db.rows(f"SELECT id, since, till FROM {clients} w", **values):
            self.belonged.setdefault(client, []).append((since and as_date(since), till and as_date(till)))

    def belongs(self, fact: Fact) -> bool:
        """Whether the client was one of those asked about on the fact's last day."""
        stays = self.belonged[fact.client_id]
        return any((since is None or since <= fact.day) and (till is None or fact.day < till) for since, till in stays)

    def series(
        self, metric_id: int, condition: str = "1 = 1", *, last: bool = False, of: Iterable[int] | None = None
    ) -> list[list[Fact]]:
        """The facts of each series in the order of time; with `last` only the last one of each; those `of` some clients only."""
        clients = f"(SELECT w.id FROM {self.clients} w)" if of is None else f"({', '.join(map(str, of)) or '0'})"
        rank = f"row_number() OVER (PARTITION BY {SERIES} ORDER BY a.period_to DESC, a.period_from DESC)"
        rows = self.db.rows(
            f"""
            SELECT a.id, a.client_id, a.line, a.institution_id, c.institution_id, a.period_from, a.period_to, a.value
            FROM (
                SELECT a.*, {rank if last else "1"} AS place FROM actual a
                WHERE a.superseded_by_id IS NULL AND a.client_id IN {clients} AND a.metric_id = :metric
                      AND a.basis = :basis AND a.period_to <= :on AND {condition}
            ) a JOIN client c ON c.id = a.client_id
            WHERE a.place = 1
            ORDER BY {SERIES}, a.period_from, a.period_to
            """,
            metric=metric_id,
            **self.values,
        )
        return [[_fact(row) for row in group] for _key, group in groupby(rows, key=lambda row: row[1:4])]


def _fact(row: Sequence[Any]) -> Fact:
    key, client, line, booked, home, start, day, value = row
    return Fact(key, client, line, booked or home, as_date(start), as_date(day), value)


def as_date(value: date | str) -> date:
    """A day of the database, which is text on SQLite."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _averages(asked: _Asked, metric: Indicator) -> Iterator[Fact]:
    """An average of each series: from its own facts, else, where a client has none, from its daily balances."""
    known = set()
    for series in asked.series(metric.id, "a.period_from >= :start"):
        if chain := _chain(series, asked.start):
            known.add(chain[-1].client_id)
            links = tuple(Stretch(fact.start, fact.day, fact.value) for fact in chain)
            yield _reckoned(chain[-1], links if len(links) > 1 else ())
    balance = _balance_of(asked.db, metric)
    for series in asked.series(balance, of=asked.belonged.keys() - known) if balance is not None else []:
        steps = balances([(fact.day, fact.value) for fact in series], asked.start, asked.on)
        yield _reckoned(series[-1], tuple(steps))._replace(daily=True)


def _reckoned(last: Fact, stretches: tuple[Stretch, ...]) -> Fact:
    if not stretches:
        return last
    start, day = stretches[0].start, stretches[-1].end
    return last._replace(start=start, day=day, value=whole(mean(stretches)), reckoned_from=stretches)


def _balance_of(db: Reader, metric: Indicator) -> int | None:
    code = BALANCE_OF.get(metric.code)
    return db.value("SELECT id FROM metric WHERE code = :code", code=code) if code else None


def _chain(found: Sequence[Fact], start: date) -> list[Fact]:
    """The facts that follow each other from `start` without a gap, each time the one that reaches furthest."""
    chain: list[Fact] = []
    while True:
        first = chain[-1].day + ONE_DAY if chain else start
        here = [fact for fact in found if fact.start == first <= fact.day]
        if not here:
            return chain
        chain.append(max(here, key=lambda fact: fact.day))


def daily_average(points: Sequence[tuple[date, int]], start: date, end: date) -> Fraction:
    """The average of the closing balances of all days from `start` to `end`, exactly.

    Args:
        points: (day, balance) in order; a balance holds until the next one, and before the first it is 0.
        start: the first day.
        end: the last day, which counts.

    Source: domain 4, dep_adb: calendar days, neither the mean of month-ends nor of change points.
    """
    return mean(balances(points, start, end))


def balances(points: Sequence[tuple[date, int]], start: date, end: date) -> list[Stretch]:
    """The balances of all days from `start` to `end`, those before the first point being 0; arguments as for `daily_average`."""
    found = []
    for (since, balance), (until, _next) in pairwise([(date.min, 0), *points, (end + ONE_DAY, 0)]):
        first, last = max(since, start), min(until - ONE_DAY, end)
        if first <= last:
            found.append(Stretch(first, last, balance))
    return found
