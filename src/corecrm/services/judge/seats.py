"""Who may sit in a service team: nobody on both sides, nobody for a client of another group."""

from collections.abc import Iterator
from datetime import date

from corecrm.fields.staff import Position
from corecrm.rules.circles import chain_upwards
from corecrm.rules.intervals import read, said
from corecrm.rules.seats import MARKETING, RISK
from corecrm.services.judge.holders import holders_of
from corecrm.services.judge.touched import Breach, Touched
from corecrm.text import _


def both_sides(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """People who would judge the risk of a group and sell to it on the same days.

    Source: domain 2.1, invariant (c).
    """
    sides = [", ".join(f"'{role.value}'" for role in sorted(roles)) for roles in (RISK, MARKETING)]
    opposed = " OR ".join(f"(a.role IN ({one}) AND b.role IN ({other}))" for one, other in (sides, sides[::-1]))
    found = touched.rows(
        f"""
        SELECT a.id, a.role, b.role, s.name, s.code, coalesce(g.code, c.code), b.code FROM seat a
        JOIN seat b ON b.staff_id = a.staff_id AND (b.group_id = a.group_id OR (a.group_id IS NULL AND b.client_id = a.client_id))
             AND (a.valid_to IS NULL OR b.valid_from < a.valid_to) AND (b.valid_to IS NULL OR a.valid_from < b.valid_to)
        JOIN staff s ON s.id = a.staff_id LEFT JOIN client_group g ON g.id = a.group_id LEFT JOIN client c ON c.id = a.client_id
        WHERE ({opposed}) AND a.id IN {touched.ids("seat")} ORDER BY a.id, b.id
        """
    )
    message = _("{title} ({key}) is {held} for {scope} ({seat}) and cannot be {role} as well")
    for seat, role, held, title, key, scope, other in found:
        text = message.format(title=title, key=key, held=Position(held).label, scope=scope, role=Position(role).label, seat=other)
        yield Breach("seat", seat, "role", text, _("whoever judges the risk of a client does not sell to it"))


def seat_of_stranger(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Seats for a client that is a member of the seat's group on none of its days."""
    above = holders_of(touched)
    for seat, group, parent, client, key, title, start, end in touched.rows(
        "SELECT t.id, g.code, g.parent_id, c.id, c.code, c.name, t.valid_from, t.valid_to FROM seat t"
        " JOIN client_group g ON g.id = t.group_id JOIN client c ON c.id = t.client_id"
        f" WHERE t.id IN {touched.ids('seat')} ORDER BY t.id"
    ):
        days = read(start, end)
        if parent is None or not chain_upwards(client, parent, days, above):
            message = _("{title} ({key}) is no member of {group} {days}")
            text = message.format(title=title, key=key, group=group, days=said(days))
            yield Breach("seat", seat, "client", text, _("see the members: corecrm group tree {group}").format(group=group))
