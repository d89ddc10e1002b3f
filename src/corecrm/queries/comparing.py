"""What a metric came to in a period, beside other periods: always of the same clients, and of days that correspond.

The clients are those whose figures count in the period itself, whenever they joined: a level that is compared is the one of the
clients that have the level now, and a flow counts before if the client belonged on the day that corresponds. Days correspond by
their number in the month, the end of a month to the end of a month; a figure that is known only up to a day before the period's
end is compared with figures up to the day that corresponds to it.

The average of a period's own days follows from two averages of the year to date: (average × days - the average up to the day
before the period × its days) ÷ the period's days, exactly.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from corecrm.fields.actual import Basis
from corecrm.fields.metric import Measure
from corecrm.periods import Period
from corecrm.queries.figures import BALANCE_OF, Fact, Figure, as_date, facts, months_before, total, year_before
from corecrm.queries.metric import Indicator
from corecrm.queries.trees import always
from corecrm.rules.attribution import ONE_DAY, Stretch
from corecrm.store.reader import Reader
from corecrm.text import _

MANY = 500  # clients
Value = int | Fraction
Series = tuple[int, str | None, int | None]
Stay = tuple[date | None, date | None]


class Span(NamedTuple):
    """Days, both included; `months` lie between them and those that they are compared with."""

    start: date
    end: date
    months: int = 0

    def before(self, months: int) -> "Span":
        """The days that correspond so many months earlier."""
        return Span(months_before(self.start, months), months_before(self.end, months), self.months + months)

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.end - self.start).days + 1


class Amount(NamedTuple):
    """What a metric came to in a span, in its smallest unit; where it is not known, or not of all days, `reason` says why.

    `day` is the last day that is known, which may lie before the span; `clients` are those whose figures it holds; `cover` says of
    an average where it is one of a part of its days, of a balance where a part of it ends earlier.
    """

    value: Value | None = None
    day: date | None = None
    reason: str | None = None
    clients: frozenset[int] = frozenset()
    cover: Figure = Figure()

    def comparable(self, other: "Amount") -> bool:
        """Whether it and `other` are known, and of all their days."""
        return None not in (self.value, other.value) and not (self.cover.partial or other.cover.partial)


class Books:
    """The facts of clients over the times that they belong to somebody.

    Args:
        db: the store.
        stays: a bracketed SELECT of (id, since, till), such as `trees.MEMBERS_OVER_TIME` or `trees.always(…)`.
        values: its parameters.
    """

    def __init__(self, db: Reader, stays: str, **values: object) -> None:
        self.db, self.values = db, values
        self.stays: dict[int, list[Stay]] = {}
        for client, since, till in db.rows(f"SELECT id, since, till FROM {stays} w", **values):
            self.stays.setdefault(client, []).append((since and as_date(since), till and as_date(till)))
        named = ", ".join(map(str, self.stays)) or "0"  # who belongs is looked up once, where they are not too many to be named
        self.everyone = always(f"({named})" if len(self.stays) <= MANY else f"(SELECT w.id FROM {stays} w)")
        self._found: dict[tuple[int, date], list[Fact]] = {}

    @cached_property
    def _first(self) -> dict[str, date]:
        """Metric -> the first day about which there is a fact of it."""
        found = self.db.rows(
            f"""
            SELECT m.code, min(a.period_from) FROM actual a JOIN metric m ON m.id = a.metric_id
            WHERE a.superseded_by_id IS NULL AND a.basis = :basis AND a.client_id IN (SELECT w.id FROM {self.everyone} w)
            GROUP BY m.code
            """,
            basis=Basis.book.value,
            **self.values,
        )
        return {code: as_date(day) for code, day in found}

    def first(self, metric: Indicator) -> date | None:
        """The first day about which there is a fact of a metric, or of the balance that it is the average of."""
        days = [self._first[code] for code in (metric.code, BALANCE_OF.get(metric.code)) if code in self._first]
        return min(days, default=None)

    def of_year(self, metric: Indicator, on: date) -> list[Fact]:
        """The facts that make a metric's figure of the year up to a day, of everybody who ever belongs."""
        key, first = (metric.id, on), self.first(metric)
        if first is None or first > on:
            return []
        if key not in self._found:
            start = date(on.year, 1, 1)
            self._found[key] = facts(self.db, metric, clients=self.everyone, start=start, on=on, **self.values)  # type: ignore[arg-type]  # parameters by name
        return self._found[key]

    def belonged(self, client: int, day: date) -> bool:
        """Whether a client belonged on a day."""
        return any((since is None or since <= day) and (till is None or day < till) for since, till in self.stays.get(client, ()))

    def counted(self, metric: Indicator, span: Span) -> list[Fact]:
        """The facts of the year up to the end of a span of those who belonged on the days that theirs correspond to."""
        found = self.of_year(metric, span.end)
        return [fact for fact in found if self.belonged(fact.client_id, months_before(fact.day, -span.months))]

    def year_to_date(self, metric: Indicator, on: date) -> Amount:
        """A metric's figure of the year up to a day."""
        found = self.counted(metric, Span(on, on))
        return _sum(metric, found)

    def amount(self, metric: Indicator, span: Span, clients: Collection[int] | None = None) -> Amount:
        """What a metric came to in a span: a flow in it, a balance at its end, an average of its days.

        Args:
            metric: which.
            span: the days.
            clients: of a level the clients that have it in the period that it is compared with.
        """
        if metric.measure in (Measure.flow, Measure.count):
            found = self.counted(metric, span)
        else:
            found = [fact for fact in self.of_year(metric, span.end) if clients is None or fact.client_id in clients]
            found = found if clients is not None else [fact for fact in found if self.belonged(fact.client_id, fact.day)]
        if not found or max(fact.until for fact in found) < span.start:
            return _sum(metric, found)._replace(
                value=None, reason=_("no figures from {start} to {end}").format(start=span.start, end=span.end)
            )
        if metric.measure is Measure.average:
            return self._average(metric, span, found)
        if metric.measure in (Measure.flow, Measure.count):
            return self._flow(metric, span, found)
        return _sum(metric, found)

    def _flow(self, metric: Indicator, span: Span, found: Sequence[Fact]) -> Amount:
        first = self.first(metric)
        longer = [fact for fact in found if fact.start < span.start <= fact.day]
        inside = _sum(metric, [fact for fact in found if fact.start >= span.start])
        if longer:
            return inside._replace(
                value=None, reason=_("facts of longer periods cannot be divided at {day}").format(day=span.start)
            )
        if first is not None and first > span.start:
            return inside._replace(
                value=None if span.months else inside.value, reason=_("figures begin on {day}").format(day=first)
            )
        return inside

    def _average(self, metric: Indicator, span: Span, found: Sequence[Fact]) -> Amount:
        known = _sum(metric, found)
        if any(fact.day != span.end for fact in found):
            count = len({fact.client_id for fact in found if fact.day != span.end})
            return known._replace(value=None, reason=_("clients not known up to {day}: {count}").format(day=span.end, count=count))
        if span.start == date(span.start.year, 1, 1):
            return known
        eve = span.start - ONE_DAY
        sums = [_within(fact, span) for fact in found]
        if None in sums:
            before = {_series(fact): fact for fact in self.of_year(metric, eve) if fact.day == eve}
            sums = [_since(fact, before) if days is None else days for fact, days in zip(found, sums, strict=True)]
        lacking = len({fact.client_id for fact, each in zip(found, sums, strict=True) if each is None})
        if lacking:
            reason = _("clients whose average up to {day} is not known: {count}").format(day=eve, count=lacking)
            return known._replace(value=None, reason=reason)
        return known._replace(value=Fraction(sum(each or 0 for each in sums), span.days), cover=Figure())


def corresponds(before: Fact, now: Fact) -> bool:
    """Whether an average is of the same client, and of the days of the year before that correspond to those of `now`."""
    return before.client_id == now.client_id and (before.start, before.day) == (year_before(now.start), year_before(now.day))


def _sum(metric: Indicator, found: Iterable[Fact]) -> Amount:
    """All facts together; the facts of a level and of an average are added over the series."""
    asked = list(found)
    every = [fact for fact in asked if fact.stretches]
    if not every:
        return Amount()
    clients = frozenset(fact.client_id for fact in every)
    return Amount(sum(fact.value for fact in every), max(fact.until for fact in every), None, clients, total(asked, metric.measure))


def _series(fact: Fact) -> Series:
    return fact.client_id, fact.line, fact.institution_id


def _within(fact: Fact, span: Span) -> int | None:
    """The sum of the days of a span, of which an average is known day by day or part by part; None where it is not."""
    stretches = [_clipped(each, span) for each in fact.stretches] if fact.daily else fact.stretches
    within = [each for each in stretches if span.start <= each.start <= each.end]
    return sum(each.value * each.days for each in within) if sum(each.days for each in within) == span.days else None


def _since(fact: Fact, before: Mapping[Series, Fact]) -> int | None:
    """The sum of the days since an earlier average of the same series; None where there is none."""
    eve = before.get(_series(fact))
    return None if eve is None else fact.value * _days(fact) - eve.value * _days(eve)


def _days(fact: Fact) -> int:
    return (fact.day - fact.start).days + 1


def _clipped(stretch: Stretch, span: Span) -> Stretch:
    return stretch._replace(start=max(stretch.start, span.start))


class Compared(NamedTuple):
    """A metric in a period beside other periods; of a balance there is no `ytd`, of what adds over time no `year_start`.

    Args:
        metric: which.
        known_to: the day up to which the figures go; the comparisons go up to the days that correspond.
        value: in the period.
        previous: in the period before.
        before: in the same period of the year before.
        ytd: in the year up to the day.
        year_start: at the end of the year before; of an average that year's.
    """

    metric: Indicator
    known_to: date | None
    value: Amount
    previous: Amount
    before: Amount
    ytd: Amount
    year_start: Amount


def compared(books: Books, metric: Indicator, period: Period, on: date) -> Compared:
    """What a metric came to in a period by the end of `on`, beside the period before and that of the year before."""
    value = books.amount(metric, Span(period.start, on))
    known_to = value.day if value.day is not None and period.start <= value.day <= on else None
    span = Span(period.start, known_to or on)
    if span.end < on:
        value = books.amount(metric, span)
    last, clients = period.previous(), value.clients or None
    months = (period.start.year - last.start.year) * 12 + period.start.month - last.start.month
    earlier = Span(last.start, last.end, months) if metric.measure is Measure.stock else span.before(months)
    flows = metric.measure in (Measure.flow, Measure.count)
    last_year = Span(date(on.year - 1, 1, 1), date(on.year - 1, 12, 31))
    return Compared(
        metric,
        known_to,
        value,
        previous=books.amount(metric, earlier, clients),
        before=books.amount(metric, span.before(12), clients),
        ytd=Amount() if metric.measure is Measure.stock else books.year_to_date(metric, span.end),
        year_start=Amount() if flows else books.amount(metric, last_year, clients),
    )
