"""What is asked about tasks: the list, one task with its evidence, the board."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from corecrm.fields import Column, Labelled, Page, Table, columns
from corecrm.fields import task as F
from corecrm.fields.task import Stage, TaskState
from corecrm.queries.listing import Filters, Listing
from corecrm.queries.standing import with_standing, written
from corecrm.queries.trees import BELOW_INSTITUTION, MEMBERS_OF_GROUP, belonging, valid
from corecrm.rules.deadlines import on_time
from corecrm.rules.task_states import OPEN, WAITING
from corecrm.store.reader import Reader
from corecrm.text import N_, _


def codes(states: Iterable[Labelled]) -> str:
    """States as a bracketed SQL list."""
    quoted = ", ".join(f"'{state.value}'" for state in states)
    return f"({quoted})"


OVERDUE = f"t.removed_on IS NULL AND t.state IN {codes(WAITING)} AND t.due < :as_of"
"""The condition that a task `t` is overdue on `:as_of`: it is not submitted yet and its due date has passed."""

_AT = f"""
    filter_id IN (
        SELECT a.id FROM task a JOIN client k ON k.id = a.client_id WHERE k.institution_id {{where}}
        UNION ALL SELECT a.id FROM task a
        WHERE a.owner_id IN (SELECT p.staff_id FROM post p WHERE p.institution_id {{where}} AND {valid("p")}))
"""
"""The condition that a task is an institution's: its client's, or its owner's; each found by an index, as an OR of both is not."""
SELECT = """
    SELECT t.code, t.title, t.state, o.code AS owner, o.name AS owner_name, t.due, g.code AS "group", g.name AS group_name,
           c.code AS client, c.name AS client_name, t.source, t.supervised, t.progress, t.issued_on, t.original_due, t.started_on,
           t.submitted_on, t.closed_on, t.requirement, t.result, t.removed_on,
           t.id AS filter_id, t.owner_id AS filter_owner, t.group_id AS filter_group, t.client_id AS filter_client
    FROM task t LEFT JOIN staff o ON o.id = t.owner_id LEFT JOIN client_group g ON g.id = t.group_id
         LEFT JOIN client c ON c.id = t.client_id
"""
LISTING = Listing(
    title=N_("Tasks"),
    columns=columns(
        F.code,
        F.title,
        F.state,
        Column(F.owner, on="data"),
        Column(F.owner_name, drop=1),
        F.due,
        Column(F.group, on="data"),
        Column(F.group_name, drop=4),
        Column(F.client, on="data"),
        Column(F.client_name, drop=3),
        Column(F.source, drop=5),
        Column(F.supervised, drop=6),
        Column(F.progress, on="data"),
        Column(F.issued_on, on="data"),
        Column(F.original_due, on="data"),
        Column(F.started_on, on="data"),
        Column(F.submitted_on, on="data"),
        Column(F.closed_on, on="data"),
        Column(F.requirement, on="data"),
        Column(F.result, on="data"),
        Column(F.removed_on, on="data"),
    ),
    select=SELECT,
    order="due IS NULL, due, code",
    filters={
        "removed": "removed_on IS NOT NULL",
        **belonging(client="filter_client"),
        "owner": "filter_owner = :owner",
        "group": f"filter_group = :group OR filter_client IN {MEMBERS_OF_GROUP}",
        "inst": _AT.format(where=f"IN {BELOW_INSTITUTION}"),
        "inst_self": _AT.format(where="= :inst_self"),
        "since": "due >= :since",
        "until": "due <= :until",
    },
)
WRITTEN = written(LISTING.columns, F.due, F.days_left)
STAGE_OF = {
    TaskState.draft: Stage.to_assign,
    TaskState.issued: Stage.to_accept,
    TaskState.accepted: Stage.in_progress,
    TaskState.in_progress: Stage.in_progress,
    TaskState.returned: Stage.in_progress,
    TaskState.submitted: Stage.submitted,
}
CARD = ("code", "title", "state", "owner", "owner_name", "due", "days_left", "standing", "closed_on")


def listed(db: Reader, wanted: Filters, *, overdue: bool = False, unfinished: bool = False) -> Table:
    """The tasks that fit, the earliest due first, with how each deadline stands on `wanted.as_of`.

    Args:
        db: the store.
        wanted: the shared filters; `since` and `until` are of the due date.
        overdue: only what is not submitted yet though its due date has passed.
        unfinished: only what is neither closed nor cancelled.
    """
    conditions = [OVERDUE] if overdue else []
    if unfinished:
        conditions.append(f"t.state IN {codes(OPEN)}")
    return _listed(db, wanted, conditions)


def _listed(db: Reader, wanted: Filters, conditions: Sequence[str]) -> Table:
    listing = LISTING._replace(select=f"{SELECT} WHERE {' AND '.join(conditions)}") if conditions else LISTING
    return with_standing(listing.table(db, wanted), (F.days_left, F.standing), today=wanted.as_of, unfinished=WAITING)


def card(db: Reader, task_id: int, *, today: date) -> Table:
    """Everything on record about one task, its evidence, and whether it was done by its original deadline."""
    cols = columns(
        F.code, F.title, F.state, F.owner, F.owner_name, F.due, F.group, F.group_name, F.client, F.client_name, F.source,
        F.supervised, F.progress, F.issued_on, F.original_due, F.started_on, F.submitted_on, F.closed_on, F.requirement, F.result,
        F.removed_on,
    )  # fmt: skip
    names = ", ".join(f'"{column.key}"' for column in cols)
    rows = db.table(cols, f"SELECT {names} FROM ({SELECT} WHERE t.id = :id) AS one", id=task_id)
    table = with_standing(
        Table(_("Task"), cols, rows, card=True, name="task"), (F.days_left, F.standing), today=today, unfinished=WAITING
    )
    evidence = db.rows("SELECT reference FROM evidence WHERE noun = 'task' AND row_id = :id ORDER BY id", id=task_id)
    (row,) = rows
    record = dict(zip((column.key for column in cols), row, strict=True))
    kept = on_time(record["submitted_on"] or record["closed_on"], record["original_due"])  # type: ignore[arg-type]  # days, by their columns
    added = (*columns(F.on_time, F.evidence),)
    values = (kept, " · ".join(reference for (reference,) in evidence) or None)
    return replace(table, columns=(*table.columns, *added), rows=[(*each, *values) for each in table.rows])


def board(db: Reader, wanted: Filters) -> Table:
    """The tasks by where they stand, a stage after the other; of the closed ones those of the month of `wanted.as_of`."""
    shown = f"""
        t.id IN (
            SELECT id FROM task WHERE state IN {codes(STAGE_OF)}
            UNION ALL SELECT id FROM task WHERE state = 'closed' AND closed_on BETWEEN '{wanted.as_of.replace(day=1)}' AND :as_of)
    """
    cards = _listed(db, wanted, [shown]).only(CARD)
    cards.columns = tuple(column._replace(on="screen") if column.key == "standing" else column for column in cards.columns)
    place = [column.key for column in cards.columns].index
    stages = [_stage(row[place("state")], row[place("closed_on")], wanted.as_of) for row in cards.rows]
    rows = [(stage, *row) for stage, row in zip(stages, cards.rows, strict=True) if stage is not None]
    rows.sort(key=lambda row: list(Stage).index(Stage(str(row[0]))))
    return replace(cards, columns=(Column(F.stage), *cards.columns), rows=rows, more=0, name="board")


def _stage(state: object, closed_on: object, today: date) -> Stage | None:
    """The column of the board that a task stands in; None for one that was closed earlier, or cancelled."""
    if state is TaskState.closed:
        return Stage.done if isinstance(closed_on, date) and today.replace(day=1) <= closed_on <= today else None
    return STAGE_OF.get(TaskState(str(state)))


def by_stage(cards: Table, title: str) -> Page:
    """The board as a table a stage, for a screen."""
    parts = []
    for stage in Stage:
        last = "closed_on" if stage is Stage.done else "standing"
        rows = [row for row in cards.rows if row[0] is stage]
        part = replace(cards, rows=rows, as_of=None).only(["code", "title", "owner_name", last])
        parts.append(replace(part, title=f"{stage.label} {len(rows)}", name=stage.value))
    return Page(title, tuple(parts), lead=(_counts(cards),), as_of=cards.as_of)


def _counts(cards: Table) -> str:
    place = [column.key for column in cards.columns].index("days_left")
    unfinished = [row[place] for row in cards.rows if row[0] is not Stage.done]
    left = [days for days in unfinished if isinstance(days, int)]
    text = _("open {open} · overdue {overdue} · due within a week {soon}")
    return text.format(open=len(unfinished), overdue=sum(days < 0 for days in left), soon=sum(0 <= days <= 7 for days in left))


def owner_of(db: Reader, task_id: int) -> str | None:
    """The code of whose task it is."""
    found: str | None = db.value("SELECT o.code FROM task t JOIN staff o ON o.id = t.owner_id WHERE t.id = :id", id=task_id)
    return found
