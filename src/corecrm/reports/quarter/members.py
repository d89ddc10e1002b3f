"""The members chapter: every client with who looks after it and its key figures."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import client as C
from corecrm.fields import report as F
from corecrm.fields.client import Relationship, Tier
from corecrm.fields.metric import Measure
from corecrm.fields.risk import SignalLevel
from corecrm.money import from_fen
from corecrm.queries.comparing import Span, corresponds
from corecrm.queries.figures import Fact, Figure, by_client, cover, current, year_before
from corecrm.queries.metric import indicator
from corecrm.queries.risk import worst_level
from corecrm.queries.trees import manager_of, valid
from corecrm.reports.goal_words import first_of
from corecrm.reports.quarter.headings import headings
from corecrm.reports.quarter.shapes import Ask, Control, Section
from corecrm.rules.growth import growth
from corecrm.rules.measures import whole
from corecrm.text import _


class Known(NamedTuple):
    """The figures of the clients, in 分, while they belonged.

    `before` are the average deposits of the same clients a year ago; `covers` how many of their days the averages know.
    """

    deposits: dict[int, int]
    before: dict[int, int]
    loans: dict[int, int]
    period: dict[int, int]
    fees: dict[int, int]
    covers: dict[int, Figure]

    @property
    def clients(self) -> set[int]:
        """Who has any."""
        return {*self.deposits, *self.loans, *self.fees}


def section(ask: Ask) -> Section:
    """One row a client by code, those who left during the year too where their figures count; a total row for what adds."""
    known = _known(ask)
    rows: list[Row] = []
    members = served = 0
    names: dict[int, str] = {}
    for key, member, *record, products, worst in _clients(ask, known.clients):
        code, name, institution, manager, tier, relationship = record
        members += member
        names[key] = name
        served += member and relationship == Relationship.served
        rows.append(
            (
                code, name if member else _("{name} (left)").format(name=name), name, bool(member), institution, manager,
                Tier(tier) if tier else None, Relationship(relationship), _yuan(known.deposits.get(key)),
                growth(known.deposits.get(key), known.before.get(key)), _yuan(known.loans.get(key)), _yuan(known.period.get(key)),
                _yuan(known.fees.get(key)), products, SignalLevel(worst) if worst else None, *_cover(known.covers.get(key)),
            )
        )  # fmt: skip
    deposits, loans, period, fees = (_total(each) for each in (known.deposits, known.loans, known.period, known.fees))
    counts = _("{count} members, {served} served").format(count=members, served=served)
    grown = growth(deposits, _total(known.before))
    total: Row = (
        _("Total"), counts, *[None] * 6, _yuan(deposits), grown, _yuan(loans), _yuan(period), _yuan(fees), *[None] * 5,
    )  # fmt: skip
    notes = (*_notes(ask), *first_of(_covers(known, names)))
    table = Table(_("Members"), _columns(ask), rows, notes, ask.as_of, name="members")
    return Section(table, total, controls=_controls(ask, (loans or 0, fees or 0), members))


def _columns(ask: Ask) -> tuple[Column, ...]:
    fees = headings(ask.period, over=ask.as_of == ask.period.end).fees
    of_period = Column(fees, drop=8, on="data" if ask.period.kind == "year" else "both")
    return columns(
        C.code, Column(C.name, on="screen"), Column(C.name, on="data"), Column(F.member, on="data"),
        Column(C.institution_name, drop=5), Column(C.manager_name, drop=3), Column(C.tier, drop=7), Column(C.relationship, drop=6),
        F.deposits, Column(F.deposits_yoy, drop=4), F.loans, of_period, Column(F.fees, drop=2), Column(F.products, drop=9),
        Column(F.worst, drop=1),
        *(Column(label, on="data") for label in (F.deposits_estimated, F.deposits_known, F.deposits_asked)),
    )  # fmt: skip


def _notes(ask: Ask) -> Iterable[str]:
    yield _("of the year: from January 1; of the period: from {start}; loans: on {day}").format(
        start=ask.period.start, day=ask.as_of
    )
    yield _("year on year: the same clients a year before")


def _known(ask: Ask) -> Known:
    """A client's average has one of a year before beside it if both cover the days that correspond."""
    year = Span(ask.as_of, ask.as_of)
    deposits = _counted(ask, "dep_adb", year)
    on = max((fact.day for fact in deposits), default=ask.as_of)
    before = [
        fact
        for fact in ask.books.of_year(indicator(ask.db, "dep_adb"), year_before(on))
        if any(corresponds(fact, each) for each in deposits)
    ]
    fees = _counted(ask, "fee_inc", year)
    return Known(
        _by_client(deposits),
        _by_client(before),
        _by_client(_counted(ask, "loan_bal", year)),
        _by_client(fact for fact in fees if fact.start >= ask.period.start),
        _by_client(fees),
        by_client(deposits, Measure.average),
    )


def _covers(known: Known, names: Mapping[int, str]) -> Iterable[str]:
    """Of whose averages not all days are known, and how many are."""
    told = ((names[client], cover(figure)) for client, figure in sorted(known.covers.items()) if client in names)
    return (f"{name}: {text}" for name, text in told if text)


def _cover(figure: Figure | None) -> Row:
    """Whether an average is an estimate, and how many of its days are known."""
    return (False, None, None) if figure is None else (figure.estimated, figure.days_known, figure.days_asked)


def _counted(ask: Ask, code: str, span: Span) -> list[Fact]:
    return ask.books.counted(indicator(ask.db, code), span)


def _total(figures: dict[int, int]) -> int | None:
    return sum(figures.values()) if figures else None


def _clients(ask: Ask, counted: Collection[int]) -> list[tuple[Any, ...]]:
    """(id, whether a member on the day, what is on record, products, worst level) of the members and of whoever's figures count."""
    held = f"SELECT count(DISTINCT h.product_id) FROM holding h WHERE h.client_id = c.id AND {valid('h')}"
    member = f"c.id IN {ask.scope.clients} AND (c.removed_on IS NULL OR c.removed_on > :as_of)"
    others = ", ".join(str(int(key)) for key in counted) or "0"
    return ask.db.rows(
        f"""
        SELECT c.id, CASE WHEN {member} THEN 1 ELSE 0 END, c.code, c.name, i.name, s.name, c.tier, c.relationship, ({held}),
               {worst_level("c.id")}
        FROM client c LEFT JOIN institution i ON i.id = c.institution_id LEFT JOIN staff s ON s.id = {manager_of("c.id")}
        WHERE {member} OR c.id IN ({others}) ORDER BY c.code
        """,
        as_of=ask.as_of.isoformat(),
        **ask.scope.values,
    )


def _by_client(found: Iterable[Fact]) -> dict[int, int]:
    """Client -> what its facts come to."""
    sums: dict[int, int] = {}
    for fact in (fact for fact in found if fact.stretches):
        sums[fact.client_id] = sums.get(fact.client_id, 0) + fact.value
    return sums


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else from_fen(fen)


def _controls(ask: Ask, sums: tuple[int, int], count: int) -> tuple[Control, ...]:
    """The members' sums against the same figures of all of them at once, and their number against the store's."""
    asked = {**ask.scope.values, "as_of": ask.as_of.isoformat(), "clients": ask.scope.stays}
    whole_ones = [current(ask.db, code, on=ask.as_of, **asked).value or 0 for code in ("loan_bal", "fee_inc")]  # type: ignore[arg-type]  # ids by name
    stored = ask.db.value(
        f"SELECT count(*) FROM client c WHERE c.id IN {ask.scope.clients} AND (c.removed_on IS NULL OR c.removed_on > :as_of)",
        as_of=ask.as_of.isoformat(),
        **ask.scope.values,
    )
    return (
        Control(_("loans of the members"), sums[0], whole(whole_ones[0])),
        Control(_("fee income of the members"), sums[1], whole(whole_ones[1])),
        Control(_("number of members"), count, stored),
    )
