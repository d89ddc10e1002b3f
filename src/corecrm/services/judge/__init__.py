"""The one judge of every write: what has to hold when a change set ends, whoever wrote it.

Verbs, files, bundles, undo, redo and scripts all end in `store.changes.change_set`, which asks the judge before it seals. The
judge looks at the rows that the log says were touched, as they are now, and at what they were before; a rule over several rows
looks at the others that it needs. An import asks the same rules a file earlier, to name row and column.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from corecrm.errors import RuleViolation
from corecrm.services.judge import days, facts, goals, holders, placed, seats
from corecrm.services.judge.touched import Breach, Touched
from corecrm.store.changes import ChangeSet, Judge

Find = Callable[[Touched, date], Iterator[Breach]]


class Rule(NamedTuple):
    """One rule.

    Args:
        name: what it is called by, as the named check that finds the same in a whole store.
        tables: those whose rows can break it.
        find: what breaks it among the rows touched, on the day of the run.
    """

    name: str
    tables: frozenset[str]
    find: Find


def _rule(name: str, find: Find, *tables: str) -> Rule:
    return Rule(name, frozenset(tables), find)


RULES = (
    _rule("institution_circle", placed.institution_circle, "institution"),
    _rule("report_circle", placed.report_circle, "post"),
    _rule("control_circle", holders.control_circle, "ownership"),
    _rule("shares_over_all", holders.shares_over_all, "ownership"),
    _rule("two_groups", holders.two_groups, "ownership", "client_group"),
    _rule("both_sides", seats.both_sides, "seat"),
    _rule("seat_of_stranger", seats.seat_of_stranger, "seat"),
    _rule("metric_meaning", facts.metric_meaning, "metric"),
    _rule("closed_period", facts.closed_period, "actual"),
    _rule("closed_facts", facts.sealed_facts, "closing"),
    _rule("facts_twice", facts.facts_twice, "actual"),
    _rule("goal_trees", goals.goal_trees, "goal"),
    _rule("goal_sums", goals.goal_sums, "goal"),
    _rule("task_days", days.task_days, "task"),
    _rule("task_closed", days.task_closed, "task"),
    _rule("risk_days", days.risk_days, "risk"),
    _rule("risk_ended", days.risk_ended, "risk"),
)


def breaches(touched: Touched, today: date) -> Iterator[Breach]:
    """Everything that the rules find in the rows touched, rule by rule."""
    for rule in RULES:
        if rule.tables & touched.tables:
            yield from rule.find(touched, today)


def judge(today: date) -> Judge:
    """The judge of a run on the day `today`; it gives the first refusal, or None."""

    def judged(work: ChangeSet) -> RuleViolation | None:
        found = next(breaches(Touched(work.db, work.since), today), None)
        return found and RuleViolation(found.message, found.hint)

    return judged
