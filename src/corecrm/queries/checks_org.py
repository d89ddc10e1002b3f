"""The named checks of institutions, staff, groups, ownership and teams."""

from datetime import date
from decimal import Decimal

from corecrm.fields import Table
from corecrm.fields.staff import Position
from corecrm.queries import checking
from corecrm.queries.checking import Check, Findings, narrowed
from corecrm.queries.hanging import left_hanging
from corecrm.queries.trees import MEMBERS_OF_GROUP, manager_of, valid
from corecrm.rules.circles import in_doubt
from corecrm.rules.seats import MARKETING, RISK
from corecrm.store.reader import Reader
from corecrm.text import N_, _

_MEMBERS = f"""
    WITH RECURSIVE member(group_id, client_id) AS (
        SELECT g.id, g.parent_id FROM client_group g WHERE g.parent_id IS NOT NULL AND g.removed_on IS NULL AND {{at_top}}
        UNION
        SELECT m.group_id, o.owned_id FROM member m
        JOIN ownership o ON o.holder_id = m.client_id AND o.kind = 'control' AND {valid("o")}
    )
"""
_CONTROL = f"o.kind = 'control' AND {valid('o')}"
_AT_TOP = f"""
    g.parent_id IN (
        WITH RECURSIVE above(id) AS (
            SELECT id FROM client WHERE code IN {{keys}}
            UNION SELECT o.holder_id FROM above a JOIN ownership o ON o.owned_id = a.id AND o.kind = 'control' AND {valid("o")}
        ) SELECT id FROM above)
"""
"""The groups that clients of some keys may be members of: so that a check of few does not lay out every group of the bank."""


def _together(one: str, other: str) -> str:
    """The condition that two dated rows share a day."""
    return (
        f"({one}.valid_to IS NULL OR {other}.valid_from < {one}.valid_to)"
        f" AND ({other}.valid_to IS NULL OR {one}.valid_from < {other}.valid_to)"
    )


def _one_of(roles: frozenset[Position]) -> str:
    return ", ".join(f"'{role.value}'" for role in sorted(roles))


def _check(name: str, title: str, sql: str, problem: str, *fields: str) -> Check:
    """A check by a SELECT.

    Args:
        name: what it is called by.
        title: what it looks for.
        sql: yields the key, then what `fields` names; takes `:as_of`.
        problem: the sentence, with `{key}` and the fields (an English message).
        fields: the names of the further columns.
    """

    def find(db: Reader, on: date, keys: str = "", **values: object) -> Findings:
        found = db.rows(narrowed(sql, keys, at_top=_AT_TOP), as_of=on.isoformat(), **values)
        return [(row[0], _(problem).format(**dict(zip(("key", *fields), row, strict=True)))) for row in found]

    return Check(name, title, find, find)


def _shares_over_all(db: Reader, on: date, keys: str = "", **values: object) -> Findings:
    sql = f"""
        SELECT c.code, sum(o.pct) FROM ownership o JOIN client c ON c.id = o.owned_id
        WHERE o.kind IN ('control', 'minority') AND {valid("o")} AND {{among}}
        GROUP BY c.code HAVING sum(o.pct) > 1000000 ORDER BY c.code
    """
    found = db.rows(narrowed(sql, keys, among="c.code IN {keys}"), as_of=on.isoformat(), **values)
    message = _("the shares held in it add up to {total}")
    return [(code, message.format(total=f"{Decimal(int(total)).scaleb(-4).normalize():f}%")) for code, total in found]


def _control_circle(db: Reader, on: date, keys: str = "", **values: object) -> Findings:
    """Climbs from those alone that are in doubt: the others are seen to be below a top in one go, however deep they stand."""
    day = on.isoformat()
    if keys:
        starts = f"(SELECT id FROM client WHERE code IN {keys})"
    else:
        holders: dict[int, list[int]] = {}
        for owned, holder in db.rows(f"SELECT o.owned_id, o.holder_id FROM ownership o WHERE {_CONTROL}", as_of=day):
            holders.setdefault(owned, []).append(holder)
        starts = f"({', '.join(map(str, sorted(in_doubt(holders, lambda client: holders.get(client, ()))))) or '0'})"
    found = db.rows(
        f"""
        WITH RECURSIVE above(start, id) AS (
            SELECT o.owned_id, o.holder_id FROM ownership o WHERE o.owned_id IN {starts} AND {_CONTROL}
            UNION
            SELECT a.start, o.holder_id FROM above a JOIN ownership o ON o.owned_id = a.id AND {_CONTROL}
        )
        SELECT c.code, c.name FROM above a JOIN client c ON c.id = a.start WHERE a.start = a.id ORDER BY c.code
        """,
        as_of=day,
        **values,
    )
    return [(code, _("{title} controls itself through others").format(title=name)) for code, name in found]


_CIRCLES = (
    _check(
        "institution_circle",
        N_("Institutions that stand below themselves"),
        """
        WITH RECURSIVE placed(id) AS (
            SELECT id FROM institution WHERE parent_id IS NULL
            UNION SELECT i.id FROM placed p JOIN institution i ON i.parent_id = p.id
        )
        SELECT code, name FROM institution WHERE id NOT IN (SELECT id FROM placed) ORDER BY code
        """,
        N_("{title} leads to no institution at the top: its parents form a circle"),
        "title",
    ),
    Check("control_circle", N_("Clients that control themselves in a circle"), _control_circle, _control_circle),
    _check(
        "report_circle",
        N_("Staff who report to themselves in a circle"),
        f"""
        WITH RECURSIVE above(start, id) AS (
            SELECT p.staff_id, p.reports_to_id FROM post p WHERE p.reports_to_id IS NOT NULL AND {valid("p")}
            UNION
            SELECT a.start, p.reports_to_id FROM above a
            JOIN post p ON p.staff_id = a.id AND p.reports_to_id IS NOT NULL AND {valid("p")}
        )
        SELECT s.code, s.name FROM above a JOIN staff s ON s.id = a.start WHERE a.start = a.id ORDER BY s.code
        """,
        N_("{title} reports to themselves through others"),
        "title",
    ),
)
_OVERLAPS = (
    _check(
        "control_twice",
        N_("Clients that two others control at once"),
        f"""
        SELECT c.code, h.code, k.code FROM ownership a
        JOIN ownership b ON b.owned_id = a.owned_id AND b.id > a.id AND b.kind = 'control' AND {_together("a", "b")}
        JOIN client c ON c.id = a.owned_id JOIN client h ON h.id = a.holder_id JOIN client k ON k.id = b.holder_id
        WHERE a.kind = 'control' ORDER BY c.code, a.id
        """,
        N_("it is controlled by {one} and {other} at once"),
        "one",
        "other",
    ),
    Check("shares_over_all", N_("Clients whose holders' shares exceed 100 %"), _shares_over_all, _shares_over_all),
    _check(
        "post_twice",
        N_("Posts that somebody holds twice at once"),
        f"""
        SELECT s.code, i.name, a.valid_from, b.valid_from FROM post a
        JOIN post b ON b.staff_id = a.staff_id AND b.institution_id = a.institution_id AND b.position = a.position AND b.id > a.id
             AND {_together("a", "b")}
        JOIN staff s ON s.id = a.staff_id JOIN institution i ON i.id = a.institution_id ORDER BY s.code, a.id
        """,
        N_("the same post at {institution} from {one} and from {other} overlap"),
        "institution",
        "one",
        "other",
    ),
    _check(
        "manager_twice",
        N_("Groups or clients with two managers at once"),
        f"""
        SELECT coalesce(c.code, g.code), s.code, r.code FROM seat a
        JOIN seat b ON b.role = a.role AND b.id > a.id AND {_together("a", "b")} AND (
            b.client_id = a.client_id OR (a.role = 'group_manager' AND a.client_id IS NULL AND b.client_id IS NULL
            AND b.group_id = a.group_id))
        JOIN staff s ON s.id = a.staff_id JOIN staff r ON r.id = b.staff_id
        LEFT JOIN client c ON c.id = a.client_id LEFT JOIN client_group g ON g.id = a.group_id
        WHERE a.role IN ('group_manager', 'local_manager') ORDER BY 1, a.id
        """,
        N_("{one} and {other} manage it at once"),
        "one",
        "other",
    ),
    _check(
        "both_sides",
        N_("Staff who judge the risk of a group and sell to it"),
        f"""
        SELECT s.code, coalesce(g.code, c.code) FROM seat a
        JOIN seat b ON b.staff_id = a.staff_id AND {_together("a", "b")}
             AND (b.group_id = a.group_id OR (a.group_id IS NULL AND b.client_id = a.client_id))
        JOIN staff s ON s.id = a.staff_id LEFT JOIN client_group g ON g.id = a.group_id LEFT JOIN client c ON c.id = a.client_id
        WHERE a.role IN ({_one_of(RISK)}) AND b.role IN ({_one_of(MARKETING)})
        GROUP BY s.code, coalesce(g.code, c.code) ORDER BY 1, 2
        """,
        N_("they hold a risk and a marketing role for {scope} at once"),
        "scope",
    ),
    _check(
        "two_groups",
        N_("Clients that belong to two groups"),
        f"""
        {_MEMBERS} SELECT c.code, min(g.code), max(g.code) FROM member m JOIN client c ON c.id = m.client_id
        JOIN client_group g ON g.id = m.group_id GROUP BY c.code HAVING count(*) > 1 ORDER BY c.code
        """,
        N_("it belongs to {one} and to {other}"),
        "one",
        "other",
    ),
)
_GAPS = (
    _check(
        "group_without_parent",
        N_("Groups without a parent company"),
        "SELECT code FROM client_group WHERE parent_id IS NULL AND removed_on IS NULL AND status <> 'exited' ORDER BY code",
        N_("no client stands at the top of its tree: corecrm group edit {key} --parent CLIENT"),
    ),
    _check(
        "group_without_manager",
        N_("Groups without a group manager"),
        f"""
        SELECT g.code FROM client_group g WHERE g.removed_on IS NULL AND g.status <> 'exited' AND NOT EXISTS (
            SELECT 1 FROM seat t WHERE t.group_id = g.id AND t.client_id IS NULL AND t.role = 'group_manager' AND {valid("t")}
        ) ORDER BY g.code
        """,
        N_("nobody is its manager: corecrm team join {key} STAFF --role group_manager"),
    ),
    _check(
        "member_without_institution",
        N_("Served members that no institution looks after"),
        f"""
        {_MEMBERS} SELECT DISTINCT c.code FROM member m JOIN client c ON c.id = m.client_id
        WHERE c.relationship = 'served' AND c.removed_on IS NULL AND c.institution_id IS NULL ORDER BY c.code
        """,
        N_("no institution looks after it: corecrm client edit {key} --institution INSTITUTION"),
    ),
    _check(
        "member_without_manager",
        N_("Served members without a manager"),
        f"""
        {_MEMBERS} SELECT c.code, min(g.code) FROM member m JOIN client c ON c.id = m.client_id
        JOIN client_group g ON g.id = m.group_id
        WHERE c.relationship = 'served' AND c.removed_on IS NULL AND {manager_of("c.id")} IS NULL GROUP BY c.code ORDER BY c.code
        """,
        N_("nobody is its manager: corecrm team join {group} STAFF --role local_manager --client {key}"),
        "group",
    ),
    _check(
        "seat_of_absent",
        N_("Seats of people who have left"),
        f"""
        SELECT t.code, s.code FROM seat t JOIN staff s ON s.id = t.staff_id
        WHERE {valid("t")} AND (s.removed_on IS NOT NULL OR s.left_on <= :as_of) ORDER BY t.code
        """,
        N_("{staff} has left and still sits there"),
        "staff",
    ),
)
_REMOVED = Check("removed_still_used", N_("Open records that refer to a removed one"), left_hanging, left_hanging)
ORGANISATION: tuple[Check, ...] = (*_CIRCLES, *_OVERLAPS, *_GAPS, _REMOVED)


_OF_GROUP = f"""(
    SELECT code FROM client_group WHERE id = :group
    UNION SELECT code FROM client WHERE id IN {MEMBERS_OF_GROUP}
    UNION SELECT code FROM seat WHERE group_id = :group
    UNION SELECT s.code FROM seat t JOIN staff s ON s.id = t.staff_id WHERE t.group_id = :group
)"""


def findings(db: Reader, as_of: date, *, group_id: int | None = None) -> Table:
    """What these checks find on a day; of one group only what concerns it, its members, and its team's seats."""
    if group_id is None:
        return checking.findings(ORGANISATION, db, as_of)
    return checking.findings_among(ORGANISATION, db, as_of, _OF_GROUP, group=group_id)
