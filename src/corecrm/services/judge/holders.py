"""Who holds whom: no circle of control, no more than all shares, no client in two groups."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from corecrm.rules.circles import Held, chain_upwards, in_doubt, ways_upwards
from corecrm.rules.intervals import Interval, common, read, said
from corecrm.services.judge.touched import Breach, Touched
from corecrm.text import _

ALL_SHARES = 1_000_000
CONTROL = "o.kind = 'control'"


def control_circle(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Companies that would control themselves on some day, directly or through others."""
    above = holders_of(touched)
    edges = touched.rows(
        f"SELECT o.id, o.holder_id, o.owned_id, o.valid_from, o.valid_to FROM ownership o WHERE {CONTROL}"
        f" AND o.id IN {touched.ids('ownership')} ORDER BY o.id"
    )
    doubted = in_doubt((edge[2] for edge in edges), lambda node: [held.holder for held in above(node)])
    for edge, holder, owned, start, end in edges:
        found = owned in doubted and chain_upwards(holder, owned, read(start, end), above)
        if found:
            chain = " → ".join(_code(touched, each) for each in reversed(found[0]))
            message = _("{holder} is itself controlled by {owned} {days}: {chain}")
            names = {"holder": _code(touched, holder), "owned": _code(touched, owned), "chain": chain}
            yield Breach(
                "ownership", edge, "holder", message.format(**names, days=said(found[1])),
                _("end one of these ties first: corecrm group unlink HOLDER OWNED --on DATE"),
            )  # fmt: skip


def holders_of(touched: Touched) -> Callable[[int], list[Held]]:
    """What controls a client, and when; each is looked up once."""

    @cache
    def above(owned: int) -> list[Held]:
        rows = touched.rows(
            f"SELECT o.holder_id, o.valid_from, o.valid_to FROM ownership o WHERE o.owned_id = ? AND {CONTROL}", owned
        )
        return [Held(holder, read(start, end)) for holder, start, end in rows]

    return above


def _code(touched: Touched, client: int) -> str:
    return str(touched.rows("SELECT code FROM client WHERE id = ?", client)[0][0])


def shares_over_all(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Companies of which more than all shares would be held on some day."""
    owned = f"SELECT owned_id FROM ownership WHERE id IN {touched.ids('ownership')}"
    rows = touched.rows(
        "SELECT o.owned_id, o.id, o.valid_from, o.valid_to, o.pct FROM ownership o WHERE o.kind IN ('control', 'minority')"
        f" AND o.pct IS NOT NULL AND o.owned_id IN ({owned}) ORDER BY o.owned_id, o.id"
    )
    written = {row_id for (row_id,) in touched.rows(f"SELECT id FROM ownership WHERE id IN {touched.ids('ownership')}")}
    by_owned: dict[int, list[tuple[int, Interval, int]]] = {}
    for client, edge, start, end, pct in rows:
        by_owned.setdefault(client, []).append((edge, read(start, end), pct))
    for client, held in by_owned.items():
        yield from _too_many_shares(touched, client, held, written)


def _too_many_shares(touched: Touched, client: int, held: list[tuple[int, Interval, int]], written: set[int]) -> Iterator[Breach]:
    for day in sorted({days.start for _edge, days, _pct in held}):
        there = [(edge, pct) for edge, days, pct in held if days.holds(day)]
        total = sum(pct for _edge, pct in there)
        blamed = [edge for edge, _pct in reversed(there) if edge in written]
        if total > ALL_SHARES and blamed:
            message = _("the shares held in {owned} would add up to {total} on {day}: {held}")
            share = _percent(total)
            holders = ", ".join(f"{_holder(touched, edge)} {_percent(pct)}" for edge, pct in there)
            hint = _("correct a share, or end another tie first: corecrm group unlink HOLDER OWNED --on DATE")
            text = message.format(owned=_code(touched, client), total=share, day=day, held=holders)
            yield Breach("ownership", blamed[0], "pct", text, hint, others=tuple(blamed[1:]))
            return


def _percent(pct: int) -> str:
    return f"{Decimal(pct).scaleb(-4).normalize():f}%"


def _holder(touched: Touched, edge: int) -> str:
    return str(touched.rows("SELECT c.code FROM ownership o JOIN client c ON c.id = o.holder_id WHERE o.id = ?", edge)[0][0])


class _Group(NamedTuple):
    """A group whose members are those of the client at its top."""

    id: int
    code: str
    parent: int
    days: Interval


def two_groups(touched: Touched, today: date) -> Iterator[Breach]:
    """Groups whose parent belongs to another group: its members would count twice.

    A group counts from the day on which it was listed, else from today on.
    """
    at: dict[int, list[_Group]] = {}
    for group in _groups(touched, today):
        at.setdefault(group.parent, []).append(group)
    above, blame = holders_of(touched), _Blame(touched)
    for group in (group for there in at.values() for group in there):
        for way, days in ways_upwards(group.parent, group.days, above):
            for other in at.get(way[-1], ()):
                shared = common(days, other.days)
                if shared and (len(way) > 1 or other.id < group.id):
                    yield from blame.of(group, other, way, shared)


def _groups(touched: Touched, today: date) -> Iterator[_Group]:
    for group, code, parent, listed, removed in touched.rows(
        "SELECT id, code, parent_id, listed_on, removed_on FROM client_group WHERE parent_id IS NOT NULL ORDER BY id"
    ):
        days = read(listed or today, removed)
        if days.end is None or days.end > days.start:
            yield _Group(group, code, parent, days)


class _Blame:
    """Which of the rows written brings a group into another one."""

    def __init__(self, touched: Touched) -> None:
        self.touched = touched
        edges = f"SELECT o.owned_id, o.holder_id, o.id FROM ownership o WHERE {CONTROL} AND o.id IN {touched.ids('ownership')}"
        self.edges = {(owned, holder): edge for owned, holder, edge in touched.rows(edges)}
        self.groups = {group for (group,) in touched.rows(touched.ids("client_group")[1:-1])}

    def of(self, group: _Group, other: _Group, way: tuple[int, ...], days: Interval) -> Iterator[Breach]:
        """The breach, if it comes from the rows written."""
        message = _("{client} would belong to {one} and to {other} {days}: its figures would count twice").format(
            client=_code(self.touched, way[0]), one=group.code, other=other.code, days=said(days)
        )
        edge = next((self.edges[pair] for pair in pairwise(way) if pair in self.edges), None)
        if edge is not None:
            hint = _("remove that group first (corecrm group remove {group}), or link with --kind minority")
            yield Breach("ownership", edge, "holder", message, hint.format(group=group.code))
        elif self.groups & {group.id, other.id}:
            blamed = group if group.id in self.groups else other
            yield Breach("client_group", blamed.id, "parent", message, _("give it a parent that belongs to no other group"))
