"""What is asked about goals: the nodes of their trees, and which of them fit a list's filters."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from corecrm.errors import NotFound
from corecrm.fields import FROM_DATABASE, Kind, Label, columns
from corecrm.fields import goal as F
from corecrm.fields.goal import Axis
from corecrm.fields.product import ProductLine
from corecrm.periods import containing
from corecrm.queries.listing import Filters, Listing
from corecrm.queries.metric import Indicator, indicators
from corecrm.queries.trees import belonging
from corecrm.store.reader import Reader
from corecrm.text import N_, _

NUMBER = Label("id", zh="内部号", en="Number", kind=Kind.count)
ORDER = list(Axis)
LISTING = Listing(
    title=N_("Goals"),
    columns=columns(
        NUMBER, F.code, F.group, F.group_name, F.year, F.metric, F.metric_name, F.axis, F.owner, F.owner_name, F.period_from,
        F.period_to, F.note,
    ),
    select="""
        SELECT n.id, n.code, g.code AS "group", g.name AS group_name, n.year, m.code AS metric, m.name AS metric_name, n.axis,
               o.code AS owner, o.name AS owner_name, n.period_from, n.period_to, n.note,
               n.group_id AS filter_group, n.owner_id AS filter_owner, n.institution_id AS filter_inst, n.client_id AS filter_client
        FROM goal n JOIN client_group g ON g.id = n.group_id JOIN metric m ON m.id = n.metric_id
             LEFT JOIN staff o ON o.id = n.owner_id
    """,
    order="year DESC, code",
    filters={
        **belonging(client="filter_client", inst="filter_inst"),
        "group": "filter_group = :group",
        "owner": "filter_owner = :owner",
        "since": "period_to >= :since",
        "until": "period_from <= :until",
    },
)  # fmt: skip
MANY = 500


class Node(NamedTuple):
    """A goal or a part of one. Values are in the smallest unit of its metric; names are those that screens show."""

    id: int
    code: str
    group_id: int
    group: str
    group_name: str
    year: int
    metric: Indicator
    parent_id: int | None
    root_id: int | None
    axis: Axis | None
    start: date
    end: date
    line: str | None
    institution_id: int | None
    institution: str | None
    institution_name: str | None
    staff_id: int | None
    staff: str | None
    staff_name: str | None
    client_id: int | None
    client: str | None
    client_name: str | None
    owner: str | None
    owner_name: str | None
    baseline: int | None
    target: int
    stretch: int | None
    challenge: int | None
    note: str | None

    @property
    def part(self) -> tuple[str | None, str | None]:
        """(key, name) of what it is a part for; nothing for a whole goal."""
        if self.axis is None:
            return None, None
        if self.axis in (Axis.quarter, Axis.month):
            period = containing(self.start, "quarter" if self.axis is Axis.quarter else "month")
            return period.code, period.label
        if self.axis is Axis.line:
            return self.line, ProductLine(str(self.line)).label
        return {
            Axis.inst: (self.institution, self.institution_name),
            Axis.staff: (self.staff, self.staff_name),
            Axis.client: (self.client, self.client_name),
        }[self.axis]


def nodes(db: Reader, condition: str = "1 = 1", **values: object) -> list[Node]:
    """The goals for which `condition` (over the alias `n`) holds, in the order in which they were set."""
    metrics = indicators(db)
    rows = db.rows(
        f"""
        SELECT n.id, n.code, n.group_id, g.code, g.name, n.year, n.metric_id, n.parent_id, n.root_id, n.axis, n.period_from,
               n.period_to, n.line, n.institution_id, i.code, i.name, n.staff_id, s.code, s.name, n.client_id, c.code,
               coalesce(c.short_name, c.name), o.code, o.name, n.baseline, n.target, n.stretch, n.challenge, n.note
        FROM goal n JOIN client_group g ON g.id = n.group_id LEFT JOIN institution i ON i.id = n.institution_id
             LEFT JOIN staff s ON s.id = n.staff_id LEFT JOIN client c ON c.id = n.client_id
             LEFT JOIN staff o ON o.id = n.owner_id
        WHERE {condition} ORDER BY n.id
        """,
        **values,
    )
    return [_node(row, metrics) for row in rows]


def _node(row: Sequence[Any], metrics: dict[int, Indicator]) -> Node:
    day: Any = FROM_DATABASE[Kind.date]
    raw = Node(*row)
    axis = Axis(raw.axis) if raw.axis else None
    return raw._replace(metric=metrics[row[6]], axis=axis, start=day(raw.start), end=day(raw.end))


def trees(db: Reader, ids: Sequence[int]) -> list[Node]:
    """Every node of the trees that the goals `ids` are in."""
    roots: set[int] = set()
    for listed in _in_lists(ids):
        roots.update(
            root for (root,) in db.rows(f"SELECT DISTINCT root_id FROM goal WHERE id IN ({listed}) AND root_id IS NOT NULL")
        )
    found = {node.id: node for listed in _in_lists(sorted(roots)) for node in nodes(db, f"n.root_id IN ({listed})")}
    found |= {node.id: node for node in of_ids(db, [each for each in ids if each not in found])}  # whose root is not known
    return sorted(found.values(), key=lambda node: node.id)


def of_ids(db: Reader, ids: Sequence[int]) -> list[Node]:
    """The goals of these ids, in their order if that is ascending."""
    return [node for listed in _in_lists(ids) for node in nodes(db, f"n.id IN ({listed})")]


def _in_lists(ids: Sequence[int]) -> Iterator[str]:
    """Ids as lists for SQL, none longer than a database likes."""
    return (", ".join(str(int(each)) for each in ids[first : first + MANY]) for first in range(0, len(ids), MANY))


def in_order(found: Iterable[Node], top: int | None = None) -> Iterator[tuple[int, Node]]:
    """(depth, node) from the top down, a parent before its parts, each once; the parts of one axis stay together.

    Whatever is stored, the walk ends; goals that are a part of themselves, and so hang below no whole, come last.

    Args:
        found: whole trees.
        top: begin at this node instead of at every root.
    """
    below: dict[int | None, list[Node]] = {}
    for node in sorted(found, key=lambda node: (ORDER.index(node.axis) if node.axis else -1, node.start, node.id)):
        below.setdefault(node.parent_id, []).append(node)
        if node.id == top:
            below[-1] = [node]
    tops = below.get(None, []) + [node for parts in below.values() for node in parts] if top is None else below.get(-1, [])
    waiting, seen = [(0, node) for node in reversed(tops)], set[int]()
    while waiting:
        depth, node = waiting.pop()
        if node.id not in seen:
            seen.add(node.id)
            yield depth, node
            waiting += [(depth + 1, part) for part in reversed(below.get(node.id, []))]


def listed(db: Reader, wanted: Filters) -> tuple[list[int], int]:
    """(the ids of the goals that fit, in order; how many more there are beyond the limit)."""
    table = LISTING.table(db, wanted)
    return [int(str(row[0])) for row in table.rows], table.more


def of_group(db: Reader, group_id: int, year: int) -> list[Node]:
    """The goals of a group for a year, with all their parts.

    Raises:
        NotFound: there are none.
    """
    found = nodes(db, "n.group_id = :group AND n.year = :year", group=group_id, year=year)
    if not found:
        raise NotFound(
            _("the group has no goals for {year}").format(year=year), _("set one: corecrm goal set GROUP METRIC VALUE --year YEAR")
        )
    return found
