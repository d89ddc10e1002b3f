"""The named checks of tasks and risk signals."""

from datetime import date

from corecrm.queries.checking import Check, Find, Findings, narrowed
from corecrm.queries.risk import active
from corecrm.queries.task import codes
from corecrm.queries.trees import valid
from corecrm.rules.risk_states import DEALT_WITH, ENDED
from corecrm.rules.task_states import OPEN, WITH_OWNER
from corecrm.store.reader import Reader
from corecrm.text import N_, _


def _check(name: str, title: str, find: Find) -> Check:
    return Check(name, title, find, find)


def found(sql: str, problem: str) -> Find:
    """A search by one SELECT.

    Args:
        sql: yields the key and the values of the problem's places, by their names' order; may use `:as_of`.
        problem: a message with `{0}`, `{1}` … for those values.
    """

    def find(db: Reader, on: date, keys: str = "", **values: object) -> Findings:
        rows = db.rows(narrowed(sql, keys, among="code IN {keys}"), as_of=on.isoformat(), **values)
        return [(key, _(problem).format(*("—" if value is None else value for value in values))) for key, *values in rows]

    return find


_OF_TASK = f"""
    WITH RECURSIVE above(client_id, id) AS (
        SELECT client_id, client_id FROM task
        WHERE removed_on IS NULL AND state IN {codes(OPEN)} AND client_id IS NOT NULL AND {{among}}
        UNION
        SELECT a.client_id, o.holder_id FROM above a
        JOIN ownership o ON o.owned_id = a.id AND o.kind = 'control' AND {valid("o")}
    )
"""
"""The clients of open tasks with whoever stands above them, themselves too: each client once, however many tasks it has."""


def _out_of_order(*days: str) -> str:
    """The condition that days which follow each other, as far as they are known, do not."""
    pairs = [(earlier, later) for place, earlier in enumerate(days) for later in days[place + 1 :]]
    return " OR ".join(f"{earlier} > {later}" for earlier, later in pairs)


WORK = (
    _check(
        "task_owner",
        N_("Tasks that were handed out have an owner who still works here"),
        found(
            f"""
            SELECT t.code, o.name FROM task t LEFT JOIN staff o ON o.id = t.owner_id
            WHERE t.removed_on IS NULL AND t.state IN {codes((*WITH_OWNER, OPEN[-1]))}
                  AND (o.id IS NULL OR o.removed_on IS NOT NULL OR o.left_on <= :as_of)
            ORDER BY t.code
            """,
            N_("nobody answers for it (owner: {0})"),
        ),
    ),
    _check(
        "task_due",
        N_("Tasks that were handed out have a due date"),
        found(
            f"SELECT code FROM task WHERE removed_on IS NULL AND state IN {codes(WITH_OWNER)} AND due IS NULL ORDER BY code",
            N_("has no due date"),
        ),
    ),
    _check(
        "task_days",
        N_("A task's days follow each other: issued, started, submitted, closed"),
        found(
            f"""
            SELECT code, issued_on, started_on, submitted_on, closed_on
            FROM task WHERE removed_on IS NULL AND ({_out_of_order("issued_on", "started_on", "submitted_on", "closed_on")})
            ORDER BY code
            """,
            N_("issued {0}, started {1}, submitted {2}, closed {3}"),
        ),
    ),
    _check(
        "task_closed",
        N_("A task has a closing day if and only if it is closed"),
        found(
            """
            SELECT code, closed_on FROM task WHERE removed_on IS NULL AND (state = 'closed') <> (closed_on IS NOT NULL)
            ORDER BY code
            """,
            N_("its state and its closing day ({0}) contradict each other"),
        ),
    ),
    _check(
        "task_client",
        N_("A task's client belongs to the task's group"),
        found(
            f"""
            {_OF_TASK} SELECT t.code, c.name, g.code FROM task t JOIN client c ON c.id = t.client_id
            JOIN client_group g ON g.id = t.group_id LEFT JOIN above a ON a.client_id = t.client_id AND a.id = g.parent_id
            WHERE t.removed_on IS NULL AND t.state IN {codes(OPEN)} AND a.id IS NULL
            ORDER BY t.code
            """,
            N_("{0} is not a member of {1}"),
        ),
    ),
    _check(
        "risk_owner",
        N_("Verified signals have somebody who deals with them and still works here"),
        found(
            f"""
            SELECT r.code, o.name FROM risk r LEFT JOIN staff o ON o.id = r.owner_id
            WHERE r.removed_on IS NULL AND r.state IN {codes(DEALT_WITH)}
                  AND (o.id IS NULL OR o.removed_on IS NOT NULL OR o.left_on <= :as_of)
            ORDER BY r.code
            """,
            N_("nobody deals with it (owner: {0})"),
        ),
    ),
    _check(
        "risk_due",
        N_("Active signals above blue have a date by which measures are due"),
        found(
            f"SELECT r.code FROM risk r WHERE {active('r')} AND r.level <> 'blue' AND r.due IS NULL ORDER BY r.code",
            N_("has no due date"),
        ),
    ),
    _check(
        "risk_days",
        N_("A signal's days follow each other: found, verified, ended"),
        found(
            f"""
            SELECT code, found_on, verified_on, closed_on FROM risk
            WHERE removed_on IS NULL AND ({_out_of_order("found_on", "verified_on", "closed_on")})
            ORDER BY code
            """,
            N_("found {0}, verified {1}, ended {2}"),
        ),
    ),
    _check(
        "risk_ended",
        N_("Released and dismissed signals say when and why"),
        found(
            f"""
            SELECT code FROM risk
            WHERE removed_on IS NULL AND state IN {codes(ENDED)} AND (closed_on IS NULL OR conclusion IS NULL)
            ORDER BY code
            """,
            N_("has ended without a day or a conclusion"),
        ),
    ),
)
