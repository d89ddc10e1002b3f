"""What is asked about approvals: which wait, for whom, and what was decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from corecrm.fields import Column, Kind, Label, Page, Row, Table, choice, columns
from corecrm.fields import approval as F
from corecrm.fields.approval import ApprovalState
from corecrm.fields.staff import Position
from corecrm.nouns import NOUNS
from corecrm.queries.listing import Filters, Listing
from corecrm.store.reader import Reader
from corecrm.text import N_, _

decided = Label("decided", "已审批数", "Decided", Kind.count)
waiting_for = choice("waiting_for", "待审批岗位", "Waiting for", Position)


def _key_of_record() -> str:
    """The key of the record that an approval is about, whichever kind it is of."""
    tables = [noun for noun in NOUNS if noun.command and noun.table]
    cases = " ".join(f'WHEN \'{n.name}\' THEN (SELECT r."{n.key}" FROM "{n.table}" r WHERE r.id = a.row_id)' for n in tables)
    return f"CASE a.noun {cases} END"


LISTING = Listing(
    title=N_("Approvals"),
    columns=columns(
        F.code,
        F.noun,
        F.key,
        F.act,
        F.state,
        Column(F.requested_by, drop=2),
        Column(F.requested_on, drop=1),
        Column(F.deciders, on="data"),
        Column(decided, on="data"),
    ),
    select=f"""
        SELECT a.code, a.noun, {_key_of_record()} AS key, a.act, a.state, a.requested_by, a.requested_on, a.deciders,
               (SELECT count(*) FROM approval_decision d WHERE d.approval_id = a.id) AS decided
        FROM approval a
    """,
    order="requested_on DESC, code DESC",
    filters={"since": "requested_on >= :since", "until": "requested_on <= :until"},
)
WRITTEN = (*(column.label for column in LISTING.columns), waiting_for)
PLACE = {column.key: index for index, column in enumerate(LISTING.columns)}
DECISIONS = columns(
    F.step, choice("position", "岗位", "Position", Position), F.state, F.decided_by, F.decided_on, F.opinion, F.typed_by, F.document
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose approvals are asked for: the code of a staff member and the positions held on the day."""

    code: str
    positions: Collection[str]


def approvals(db: Reader, wanted: Filters) -> Table:
    """The approvals, the latest first, each with the position that it waits for."""
    return _with_next(LISTING.table(db, wanted))


def to_decide(db: Reader, wanted: Filters, desk: Desk) -> Table:
    """The open approvals whose next decider may be the person at `desk`; never that person's own requests."""
    found = _with_next(LISTING.table(db, replace(wanted, limit=None)))
    rows = [row for row in found.rows if row[-1] in desk.positions and row[PLACE["requested_by"]] != desk.code]
    shown = rows if wanted.limit is None else rows[: wanted.limit]
    return replace(found, title=_("Waiting for my decision"), rows=shown, more=len(rows) - len(shown))


def card(db: Reader, approval_id: int) -> Page:
    """One approval and the decisions on it."""
    code = db.value("SELECT code FROM approval WHERE id = :id", id=approval_id)
    rows = db.table(LISTING.columns, f"SELECT * FROM ({LISTING.select}) AS listed WHERE code = :code", code=code)
    request = _with_next(Table(_("Approval"), LISTING.columns, rows, card=True, name="approval"))
    decisions = db.table(
        DECISIONS,
        """
        SELECT step, position, state, decided_by, decided_on, opinion, typed_by, document
        FROM approval_decision WHERE approval_id = :id ORDER BY step
        """,
        id=approval_id,
    )
    return Page(str(code), (request, Table(_("Decisions"), DECISIONS, decisions, key="step", name="decisions")))


def _with_next(table: Table) -> Table:
    """`table` with the position whose turn it is; none where the request is no longer open."""
    return replace(table, columns=(*table.columns, Column(waiting_for)), rows=[(*row, _next_position(row)) for row in table.rows])


def _next_position(row: Row) -> Position | None:
    order, count = str(row[PLACE["deciders"]]).split(), row[PLACE["decided"]]
    if row[PLACE["state"]] is not ApprovalState.requested or not isinstance(count, int) or count >= len(order):
        return None
    return Position(order[count])
