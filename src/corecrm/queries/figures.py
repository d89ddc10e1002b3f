"""What a metric came to for a set of clients: which facts count for a period and a day, and what they make together.

Only facts that stand (not corrected), on one basis, whose period has ended by the day, count:

- flow, count: every fact that lies in the period, added up;
- stock, ratio: of each series the last fact, carried forward until the next one. A fact of a period stands for its last day;
- average: of each series the facts that follow each other without a gap from the first day of the period, weighted by their
  days. One fact that begins on that day and reaches furthest is the usual case: the year-to-date average of a month's end has
  `period_from` = January 1. A client without such facts is reckoned from the balances day by day (domain 4, dep_adb).

What is known (domain 13.2): a balance holds until the next one of its series, the last one to the day that was declared with it,
else to its own; never to today. A day before the first balance is unknown: nothing in the store says when an account was opened
but a balance of 0, which is a balance like others. An average is that of the days that are known, the sum of their balances
divided by their number, and its cover says how many of how many: of the days from the first of the period to the day of the
figure. A figure of several series has the day of the one that is known furthest, and the days of all of them, known and asked,
added up; so a series that ends earlier is seen in the cover. A figure of flows is known to the last day of the facts that count.

A series is one client, product line and booking institution; its average is rounded to the smallest unit, so that figures add
up to the 分 however they are grouped. A fact belongs to the group that the client was in on its last day. What of it is whose
where the client changed hands, `rules.attribution` says.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from corecrm.fields import estimate_mark
from corecrm.fields.actual import Basis
from corecrm.fields.metric import Measure
from corecrm.periods import add_months
from corecrm.queries.metric import Indicator, indicator
from corecrm.rules.attribution import ONE_DAY, Piece, Stretch, apportioned, mean
from corecrm.rules.measures import whole
from corecrm.store.reader import Reader
from corecrm.text import _

BALANCE_OF = {"dep_adb": "dep_bal", "loan_adb": "loan_bal"}
SERIES = "a.client_id, a.line, a.institution_id"
FIELDS = "a.id, a.client_id, a.line, a.institution_id, c.institution_id, a.period_from, a.period_to, a.value"
STANDING = """
    a.superseded_by_id IS NULL AND a.client_id IN {clients} AND a.metric_id = :metric AND a.basis = :basis
"""


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
        known_to: of a balance the day up to which it is known to hold, at most that of the question.
        asked_from: of an average the first day of the period.
        pieces: what each of several facts adds to the share of it that counts here.
        over: the days by which these are divided.
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
    known_to: date | None = None
    asked_from: date | None = None
    pieces: tuple[Piece, ...] = ()
    over: int = 0

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The days that it covers with their figures; none where it covers no day of the period."""
        if self.asked_from and not self.days_known:
            return ()
        return self.reckoned_from or (Stretch(self.start, self.day, self.value, self.id),)

    @property
    def until(self) -> date:
        """The day up to which it is known."""
        return self.known_to or self.day

    @property
    def days_known(self) -> int:
        """Of an average how many days of the period it covers; 0 where all that is known lies before."""
        return max(0, (self.day - self.start).days + 1)

    def days_asked(self, day: date) -> int:
        """Of an average how many days the period has up to `day`."""
        return (day - self.asked_from).days + 1 if self.asked_from and self.asked_from <= day else 0

    def counted(self) -> list["Counted"]:
        """What each fact behind it counts for; together that is its value exactly."""
        pieces = self.pieces or tuple(Piece(each.fact, each.days, each.value * each.days) for each in self.reckoned_from)
        if not pieces:
            return [Counted(self.id, self.days_known, self.value)]
        over = self.over or sum(piece.days for piece in pieces)
        values = apportioned([piece.sum for piece in pieces], over, self.value)
        return [Counted(piece.fact, piece.days, value) for piece, value in zip(pieces, values, strict=True)]


class Counted(NamedTuple):
    """What a fact counts for in a figure: its id, for how many days, and how much."""

    fact: int
    days: int
    value: int


class Figure(NamedTuple):
    """What facts make together.

    Args:
        value: None where nothing is known.
        day: the day up to which it is known: the last one that any of them covers.
        facts: how many they are.
        divided: one of them counts only for a part, by days.
        days_known: of an average the days that are known, those of its series added up; None for others.
        days_asked: the days from the first of the period to `day`, counted alike.
        ends_first: of levels the day up to which all of them are known; before `day` where one ends earlier. Where nothing is
            known of the period, the day on which what was known before it ends.
    """

    value: int | None = None
    day: date | None = None
    facts: int = 0
    divided: bool = False
    days_known: int | None = None
    days_asked: int | None = None
    ends_first: date | None = None

    @property
    def partial(self) -> bool:
        """Whether it is the average of a part of the days that were asked for."""
        return self.days_known is not None and self.days_asked is not None and self.days_known < self.days_asked

    @property
    def estimated(self) -> bool:
        """Whether it is to be marked as an estimate."""
        return self.divided or self.partial


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
    value, day = sum(fact.value for fact in found), max(fact.until for fact in found)
    divided = any(fact.estimated for fact in found)
    if measure not in (Measure.stock, Measure.average):
        return Figure(value, day, len(found), divided)
    ends_first = min(fact.until for fact in found)
    if measure is Measure.stock:
        return Figure(value, day, len(found), divided, ends_first=ends_first)
    known, asked = sum(fact.days_known for fact in found), sum(fact.days_asked(day) for fact in found)
    if not known:
        return Figure(ends_first=day)
    return Figure(value, day, len(found), divided, known, asked, ends_first)


def by_client(found: Iterable[Fact], measure: Measure) -> dict[int, Figure]:
    """Client -> its figure; only those of which something is known."""
    parts: dict[int, list[Fact]] = {}
    for fact in found:
        parts.setdefault(fact.client_id, []).append(fact)
    figures = {client: total(part, measure) for client, part in parts.items()}
    return {client: figure for client, figure in figures.items() if figure.value is not None}


def cover(figure: Figure) -> str | None:
    """How many of its days a figure is the average of, as a sentence; None where it is all of them, or no average."""
    if not figure.partial:
        return None
    text = _("{mark}: the average of the days that are known, {known} of {asked}")
    if figure.facts > 1:
        text = _("{mark}: the average of the days that are known, {known} of {asked} days of {count} series added up")
    return text.format(mark=estimate_mark(), known=figure.days_known, asked=figure.days_asked, count=figure.facts)


def unknown(figure: Figure) -> str | None:
    """Why there is no figure although something was known before its period, as a sentence; else None."""
    if figure.value is not None or figure.ends_first is None:
        return None
    return _("no day of the period is known: what was known before ends on {day}").format(day=figure.ends_first)


def uneven(figure: Figure) -> str | None:
    """That a figure holds balances which are not known to its day, as a sentence; None where all are."""
    if figure.value is None or figure.day is None or figure.ends_first is None or figure.ends_first >= figure.day:
        return None
    return _("not all of it is known to {day}: the first ends on {first}").format(day=figure.day, first=figure.ends_first)


def facts(
    db: Reader, metric: Indicator, *, clients: str, start: date, on: date, basis: Basis = Basis.book, **values: object
) -> list[Fact]:
    """The facts that make the figure of a metric; the arguments are those of `current`."""
    asked = _Asked(db, clients, start, on, basis, values)
    if metric.measure in (Measure.flow, Measure.count):
        return [fact for series in asked.series(metric.id, "a.period_from >= :start") for fact in series if asked.belongs(fact)]
    if metric.measure is not Measure.average:
        last = [series[-1]._replace(start=series[-1].day) for series in asked.levels(metric.id, last=True)]
        found = last if metric.measure is Measure.stock else [fact._replace(known_to=None) for fact in last]
        return [fact for fact in found if asked.belongs(fact)]
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

    def series(self, metric_id: int, condition: str) -> list[list[Fact]]:
        """The facts of each series that fulfil a condition, in the order of time."""
        clients = f"(SELECT w.id FROM {self.clients} w)"
        standing = f"{STANDING.format(clients=clients)} AND a.period_to <= :on AND {condition}"
        rows = self.db.rows(
            f"SELECT {FIELDS} FROM actual a JOIN client c ON c.id = a.client_id WHERE {standing}"
            f" ORDER BY {SERIES}, a.period_from, a.period_to",
            metric=metric_id,
            **self.values,
        )
        return [[_fact(row) for row in group] for _key, group in groupby(rows, key=lambda row: row[1:4])]

    def levels(self, metric_id: int, *, last: bool = False, of: Iterable[int] | None = None) -> list[list[Fact]]:
        """The balances of each series in the order of time, each with the day up to which it is known.

        With `last` only the last one of each; those `of` some clients only. A balance after the day of the question does not
        count, but the one before it is known to hold until then.
        """
        clients = f"(SELECT w.id FROM {self.clients} w)" if of is None else f"({', '.join(map(str, of)) or '0'})"
        rows = self.db.rows(
            f"""
            SELECT {FIELDS}, a.known_to, a.next FROM (
                SELECT a.*, lead(a.period_to) OVER (PARTITION BY {SERIES} ORDER BY a.period_to, a.period_from) AS next
                FROM actual a WHERE {STANDING.format(clients=clients)}
            ) a JOIN client c ON c.id = a.client_id
            WHERE a.period_to <= :on AND {"(a.next IS NULL OR a.next > :on)" if last else "1 = 1"}
            ORDER BY {SERIES}, a.period_to, a.period_from
            """,
            metric=metric_id,
            **self.values,
        )
        return [[self._level(row) for row in group] for _key, group in groupby(rows, key=lambda row: row[1:4])]

    def _level(self, row: Sequence[Any]) -> Fact:
        *known, declared, following = row
        fact = _fact(known)
        until = as_date(following) - ONE_DAY if following else as_date(declared) if declared else fact.day
        return fact._replace(known_to=max(fact.day, min(until, self.on)))


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
            links = tuple(Stretch(fact.start, fact.day, fact.value, fact.id) for fact in chain)
            yield _reckoned(chain[-1], links if len(links) > 1 else ())._replace(asked_from=asked.start)
    balance = _balance_of(asked.db, metric)
    for series in asked.levels(balance, of=asked.belonged.keys() - known) if balance is not None else []:
        yield _daily(series, asked.start)


def _daily(series: Sequence[Fact], start: date) -> Fact:
    """The average of a series from `start` to the day up to which its last balance is known.

    Where that lies before `start`, the fact covers no day: it says up to when something was known.
    """
    last = series[-1]
    steps = tuple(balances(series, start, last.until))
    if steps:
        return _reckoned(last, steps)._replace(daily=True, known_to=None, asked_from=start)
    return last._replace(start=start, day=last.until, value=0, daily=True, known_to=None, asked_from=start)


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


def balances(points: Sequence[Fact], start: date, end: date) -> list[Stretch]:
    """The balances of the days from `start` to `end`, from the first one on: what was before it nobody knows.

    Args:
        points: balances in order; one holds until the next.
        start: the first day.
        end: the last day, which counts.

    Source: domain 4, dep_adb: calendar days, neither the mean of month-ends nor of change points.
    """
    found = []
    ends = [*(point.day - ONE_DAY for point in points[1:]), end]
    for point, until in zip(points, ends, strict=True):
        first, last = max(point.day, start), min(until, end)
        if first <= last:
            found.append(Stretch(first, last, point.value, point.id))
    return found
