"""The family tree of a group: every member with its share, who looks after it, and what it brings and owes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from corecrm.fields import Column, Page, Row, Table, columns
from corecrm.fields import group as F
from corecrm.fields.client import Relationship, Tier
from corecrm.fields.risk import SignalLevel
from corecrm.money import from_fen, from_millionths
from corecrm.queries import family
from corecrm.queries.family import Member
from corecrm.rules.measures import SCALES, YUAN, sentence
from corecrm.store.reader import Reader
from corecrm.text import _, pick

DEPOSITS, LOANS = "dep_adb", "loan_bal"
DOTS = {"served": "●", "not_served": "○", "off_list": "◇"}
COLUMNS = columns(
    Column(F.client, on="data"),
    Column(F.client_name, on="data"),
    Column(F.member, tree=True, on="screen"),
    Column(F.depth, on="data"),
    Column(F.holder, on="data"),
    Column(F.pct, on="data"),
    Column(F.relationship, on="data"),
    Column(F.tier, drop=5),
    Column(F.branch, on="data"),
    Column(F.branch_name, drop=3),
    Column(F.client_manager, on="data"),
    Column(F.client_manager_name, drop=2),
    F.deposits,
    F.loans,
    Column(F.credit_use, drop=4),
    Column(F.products, drop=6, on="screen"),
    Column(F.held, on="data"),
    Column(F.offered, on="data"),
    Column(F.risk, drop=1),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of the members, by client."""

    deposits: Mapping[int, int]
    loans: Mapping[int, int]
    held: Mapping[int, int]
    risks: Mapping[int, str]
    offered: int


@dataclass(frozen=True, slots=True)
class Part:
    """Which members of a tree are shown.

    Args:
        depth: at most so many steps below the parent.
        gap: only those not served yet, and who controls them.
        limit: at most so many rows.
    """

    depth: int | None = None
    gap: bool = False
    limit: int | None = None


def family_tree(
    db: Reader, group_id: int, *, as_of: date, guides: Callable[[Sequence[int]], list[str]], part: Part | None = None
) -> Table:
    """The tree of a group on a day; the totals are those of all members, whatever part is shown.

    Args:
        db: the store.
        group_id: the group.
        as_of: the day.
        guides: draws what stands before rows of these depths.
        part: which members are shown; all if not given.
    """
    part = part or Part()
    everyone = family.members(db, group_id, as_of)
    figures = _figures(db, group_id, as_of)
    chosen = [member for member in _wanted(everyone, part) if part.depth is None or member.depth <= part.depth]
    drawn = guides([member.depth for member in chosen])
    rows = [_row(member, guide, figures) for member, guide in zip(chosen, drawn, strict=True)][: part.limit]
    notes = (_totals(everyone, figures), pick("● 已服务　○ 未服务　◇ 名单外", "● served  ○ not served  ◇ off the list"))
    return Table(
        _title(db, group_id, everyone),
        COLUMNS,
        rows,
        notes,
        as_of=as_of,
        key="client",
        more=len(chosen) - len(rows),
        name="members",
    )


def as_page(tree: Table) -> Page:
    """The tree for a screen: the totals above the members instead of below."""
    total, *notes = tree.notes
    members = replace(tree, title=_("Members"), notes=(), as_of=None)
    return Page(tree.title, (members,), notes=tuple(notes), as_of=tree.as_of, lead=(total,))


def drawing(tree: Table) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """The tree as boxes (key, text) and arrows (holder, held, share)."""
    rows = tree.only(["client", "client_name", "holder", "pct"]).rows
    boxes = [(str(code), f"{name} ({code})") for code, name, _holder, _pct in rows]
    known = {key for key, _text in boxes}
    arrows = [(str(holder), str(code), _percent(pct)) for code, _name, holder, pct in rows if holder in known]
    return boxes, arrows


def _figures(db: Reader, group_id: int, as_of: date) -> Figures:
    return Figures(
        deposits=family.figures(db, DEPOSITS, group_id, as_of),
        loans=family.figures(db, LOANS, group_id, as_of),
        held=family.products_held(db, group_id, as_of),
        risks=family.worst_levels(db, group_id, as_of),
        offered=family.products_offered(db),
    )


def _wanted(everyone: Sequence[Member], part: Part) -> list[Member]:
    """All members, or those not served with the chain of control above them."""
    if not part.gap:
        return list(everyone)
    by_id = {member.id: member for member in everyone}
    kept: set[int] = set()
    for member in everyone:
        above: Member | None = member if member.relationship == Relationship.not_served else None
        while above is not None and above.id not in kept:
            kept.add(above.id)
            above = by_id.get(above.holder_id or 0)
    return [member for member in everyone if member.id in kept]


def _row(member: Member, guide: str, figures: Figures) -> Row:
    risk, tier = figures.risks.get(member.id), member.tier
    held = figures.held.get(member.id, 0)
    return (
        member.code,
        member.name,
        f"{guide}{DOTS[member.relationship]} {member.short_name}{_share(member)}",
        member.depth,
        member.holder,
        None if member.pct is None else from_millionths(member.pct),
        Relationship(member.relationship),
        Tier(tier) if tier else None,
        member.institution,
        member.institution_name,
        member.manager,
        member.manager_name,
        _amount(figures.deposits.get(member.id)),
        _amount(figures.loans.get(member.id)),
        None,
        f"{held}/{figures.offered}" if figures.offered else None,
        held,
        figures.offered,
        SignalLevel(risk) if risk else None,
    )


def _share(member: Member) -> str:
    return "" if member.pct is None else f"  {_percent(from_millionths(member.pct))}"


def _percent(fraction: object) -> str:
    return f"{(fraction * 100).normalize():f}%" if isinstance(fraction, Decimal) else ""


def _amount(fen: int | None) -> Decimal | None:
    return None if fen is None else from_fen(fen)


def _title(db: Reader, group_id: int, everyone: Sequence[Member]) -> str:
    code, name, level = db.one("SELECT code, name, level FROM client_group WHERE id = :id", id=group_id) or ("", "", "branch")
    count = {kind: sum(member.relationship == kind for member in everyone) for kind in Relationship}
    counted = _("{members} members ({served} served, {not_served} not served, {off_list} off the list)").format(
        members=len(everyone),
        served=count[Relationship.served],
        not_served=count[Relationship.not_served],
        off_list=count[Relationship.off_list],
    )
    parts = [f"{name}  {code}", F.ListLevel(level).label, counted]
    if everyone:
        ratio = Decimal(count[Relationship.served]) / len(everyone)
        parts.append(_("served ratio {ratio}").format(ratio=f"{ratio:.0%}"))
    return " · ".join(parts)


def _totals(everyone: Sequence[Member], figures: Figures) -> str:
    ids = {member.id for member in everyone}
    deposits = sum(value for client, value in figures.deposits.items() if client in ids)
    loans = sum(value for client, value in figures.loans.items() if client in ids)
    text = _("Total: deposits (daily average) {deposits} · loans {loans}")
    return sentence(text, YUAN, SCALES[YUAN], deposits=deposits, loans=loans)
