"""Who belongs to a group on a day, in the order of its tree, with the figures that the tree shows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from corecrm.queries.figures import facts
from corecrm.queries.metric import indicator
from corecrm.queries.risk import worst_level
from corecrm.queries.trees import MEMBERS_OF_GROUP, always, manager_of, valid
from corecrm.rules.measures import whole
from corecrm.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Member:
    """A company of a group.

    Args:
        id: the client.
        holder_id: who controls it; None for the group's parent.
        removed: 1 if it is removed; those it controls then stand in its place.
        code: its code.
        name: its name.
        short_name: what it is called for short.
        holder: the code of who controls it.
        pct: the share held, in millionths.
        relationship: a code of `Relationship`.
        tier: a code of `Tier`.
        institution: the code of the institution that looks after it.
        institution_name: its name.
        manager: the code of its manager.
        manager_name: their name.
        depth: steps below the group's parent.
    """

    id: int
    holder_id: int | None
    removed: int
    code: str
    name: str
    short_name: str
    holder: str | None
    pct: int | None
    relationship: str
    tier: str | None
    institution: str | None
    institution_name: str | None
    manager: str | None
    manager_name: str | None
    depth: int = 0


def members(db: Reader, group_id: int, as_of: date) -> list[Member]:
    """The members of a group on a day: the parent first, each followed by those it controls, by code."""
    found = db.rows(
        f"""
        WITH RECURSIVE member(id, holder_id, pct) AS (
            SELECT g.parent_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) FROM client_group g
            WHERE g.id = :group AND g.parent_id IS NOT NULL
            UNION
            SELECT o.owned_id, o.holder_id, o.pct FROM member m
            JOIN ownership o ON o.holder_id = m.id AND o.kind = 'control' AND {valid("o")}
        )
        SELECT c.id, m.holder_id, CASE WHEN c.removed_on <= :as_of THEN 1 ELSE 0 END, c.code, c.name,
               coalesce(c.short_name, c.name), h.code, m.pct, c.relationship, c.tier, i.code, i.name, s.code, s.name
        FROM member m JOIN client c ON c.id = m.id LEFT JOIN client h ON h.id = m.holder_id
        LEFT JOIN institution i ON i.id = c.institution_id LEFT JOIN staff s ON s.id = {manager_of("c.id")}
        ORDER BY c.code
        """,
        group=group_id,
        as_of=as_of.isoformat(),
    )
    below: dict[int | None, list[Member]] = {}
    for row in found:
        below.setdefault(row[1], []).append(Member(*row))
    return list(_in_order(below))


def _in_order(below: dict[int | None, list[Member]]) -> Iterator[Member]:
    waiting, seen = [(0, member) for member in reversed(below.get(None, []))], set[int]()
    while waiting:
        depth, member = waiting.pop()
        if member.id in seen:  # a circle, or a second holder: `check` names it, the tree shows the member once
            continue
        seen.add(member.id)
        if not member.removed:
            yield replace(member, depth=depth)
        lower = depth if member.removed else depth + 1
        waiting += [(lower, each) for each in reversed(below.get(member.id, []))]


def figures(db: Reader, metric: str, group_id: int, as_of: date) -> dict[int, int]:
    """Member -> what a metric came to in the year of a day up to that day, in its smallest unit; only those with facts.

    Raises:
        NotFound: there is no such metric.
    """
    sums: dict[int, int | Fraction] = {}
    new_year = date(as_of.year, 1, 1)
    members_today = always(MEMBERS_OF_GROUP)
    asked = indicator(db, metric)
    for fact in facts(db, asked, clients=members_today, start=new_year, on=as_of, group=group_id, as_of=as_of):
        sums[fact.client_id] = sums.get(fact.client_id, 0) + fact.value
    return {client: whole(value) for client, value in sums.items()}


def products_held(db: Reader, group_id: int, as_of: date) -> dict[int, int]:
    """Client -> how many products of the catalogue it uses on a day."""
    sql = f"""
        SELECT h.client_id, count(DISTINCT h.product_id)
        FROM holding h JOIN product p ON p.id = h.product_id AND p.removed_on IS NULL
        WHERE {valid("h")} AND h.client_id IN {MEMBERS_OF_GROUP} GROUP BY h.client_id
    """
    return dict(db.rows(sql, group=group_id, as_of=as_of.isoformat()))


def products_offered(db: Reader) -> int:
    """How many products the catalogue holds."""
    return int(db.value("SELECT count(*) FROM product WHERE removed_on IS NULL"))


def worst_levels(db: Reader, group_id: int, as_of: date) -> dict[int, str]:
    """Client -> the code of the gravest level of its signals that are active on a day (domain 13.4)."""
    sql = f"SELECT c.id, {worst_level('c.id')} FROM client c WHERE c.id IN {MEMBERS_OF_GROUP}"
    return {client: level for client, level in db.rows(sql, group=group_id, as_of=as_of.isoformat()) if level}
