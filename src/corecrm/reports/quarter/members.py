"""The members chapter: every client with who looks after it and its key figures."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import client as C
from corecrm.fields import report as F
from corecrm.fields.client import Relationship, Tier
from corecrm.fields.risk import SignalLevel
from corecrm.money import from_fen
from corecrm.queries.figures import Figure, by_client, cover, current, facts, year_before
from corecrm.queries.metric import indicator
from corecrm.queries.risk import worst_level
from corecrm.queries.trees import manager_of, valid
from corecrm.reports.goal_words import first_of
from corecrm.reports.quarter.shapes import Ask, Control, Section
from corecrm.rules.growth import growth
from corecrm.rules.measures import whole
from corecrm.text import _

COLUMNS = columns(
    C.code, Column(C.name, on="screen"), Column(C.name, on="data"), Column(F.member, on="data"), Column(C.institution_name, drop=5),
    Column(C.manager_name, drop=3), Column(C.tier, drop=7), Column(C.relationship, drop=6), F.deposits,
    Column(F.deposits_yoy, drop=4), F.loans, Column(F.fees, drop=2), Column(F.products, drop=8), Column(F.worst, drop=1),
    *(Column(label, on="data") for label in (F.deposits_estimated, F.deposits_known, F.deposits_asked)),
)  # fmt: skip


def section(ask: Ask) -> Section:
    """One row a client by code, those who left during the year too where their figures count; a total row for what adds."""
    averages = _figures(ask, "dep_adb", ask.as_of)
    deposits, before = _values(averages), _by_client(ask, "dep_adb", year_before(ask.as_of))
    loans, fees = _by_client(ask, "loan_bal", ask.as_of), _by_client(ask, "fee_inc", ask.as_of)
    rows: list[Row] = []
    members = served = 0
    covers: list[str] = []
    for key, member, *known, products, worst in _clients(ask, deposits.keys() | loans.keys() | fees.keys()):
        code, name, institution, manager, tier, relationship = known
        members += member
        if text := cover(averages.get(key, Figure())):
            covers.append(f"{name}: {text}")
        served += member and relationship == Relationship.served
        rows.append(
            (
                code, name if member else _("{name} (left)").format(name=name), name, bool(member), institution, manager,
                Tier(tier) if tier else None, Relationship(relationship), _yuan(deposits.get(key)),
                growth(deposits.get(key), before.get(key)), _yuan(loans.get(key)), _yuan(fees.get(key)), products,
                SignalLevel(worst) if worst else None, *_cover(averages.get(key)),
            )
        )  # fmt: skip
    sums = [sum(figures.values()) for figures in (deposits, loans, fees)]
    counts = _("{count} members, {served} served").format(count=members, served=served)
    grown = growth(sums[0], sum(before.values()))
    estimated = any(each.estimated for each in averages.values())
    amounts = (_yuan(sums[0]), grown, _yuan(sums[1]), _yuan(sums[2]))
    total: Row = (_("Total"), counts, *[None] * 6, *amounts, None, None, estimated, None, None)
    notes = (_("fee income: from January 1"), *first_of(covers))
    table = Table(_("Members"), COLUMNS, rows, notes, ask.as_of, name="members")
    return Section(table, total, controls=_controls(ask, sums, members))


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


def _by_client(ask: Ask, code: str, on: date) -> dict[int, int]:
    """Client -> a metric's figure in 分, counted while it belonged."""
    return _values(_figures(ask, code, on))


def _values(figures: Mapping[int, Figure]) -> dict[int, int]:
    return {client: figure.value for client, figure in figures.items() if figure.value is not None}


def _cover(figure: Figure | None) -> Row:
    """Whether an average is an estimate, and how many of its days are known."""
    return (False, None, None) if figure is None else (figure.estimated, figure.days_known, figure.days_asked)


def _figures(ask: Ask, code: str, on: date) -> dict[int, Figure]:
    asked = {**ask.scope.values, "as_of": ask.as_of.isoformat(), "clients": ask.scope.stays}
    metric = indicator(ask.db, code)
    found = facts(ask.db, metric, start=date(on.year, 1, 1), on=on, **asked)  # type: ignore[arg-type]  # ids by name
    return by_client(found, metric.measure)


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else from_fen(fen)


def _controls(ask: Ask, sums: list[int], count: int) -> tuple[Control, ...]:
    """The members' sums against the same figures of all of them at once, and their number against the store's."""
    asked = {**ask.scope.values, "as_of": ask.as_of.isoformat(), "clients": ask.scope.stays}
    whole_ones = [current(ask.db, code, on=ask.as_of, **asked).value or 0 for code in ("loan_bal", "fee_inc")]  # type: ignore[arg-type]  # ids by name
    stored = ask.db.value(
        f"SELECT count(*) FROM client c WHERE c.id IN {ask.scope.clients} AND (c.removed_on IS NULL OR c.removed_on > :as_of)",
        as_of=ask.as_of.isoformat(),
        **ask.scope.values,
    )
    return (
        Control(_("loans of the members"), sums[1], whole(whole_ones[0])),
        Control(_("fee income of the members"), sums[2], whole(whole_ones[1])),
        Control(_("number of members"), count, stored),
    )
