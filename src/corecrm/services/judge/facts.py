"""Figures: closed periods stay as they are, no day counts twice, and a metric keeps its meaning."""

from collections.abc import Iterator
from datetime import date

from corecrm.errors import RuleViolation
from corecrm.fields.metric import Measure
from corecrm.rules.measures import check_scale
from corecrm.services.judge.touched import Breach, Touched
from corecrm.store.bulk import in_image
from corecrm.store.sealing import FACTS, Seal, seal_of
from corecrm.text import _

MEANING = ("measure", "unit", "scale", "lower_is_better")


def metric_meaning(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Metrics with figures whose measure, unit or decimals would change, and units that are kept with other decimals."""
    for metric, code, unit, scale in touched.rows(
        f"SELECT id, code, unit, scale FROM metric WHERE id IN {touched.ids('metric')} ORDER BY id"
    ):
        try:
            check_scale(unit, scale)
        except RuleViolation as refusal:
            yield Breach("metric", metric, "scale", f"{code}: {refusal.message}", refusal.hint)
    for metric, *before in touched.first_before("metric", *MEANING):
        now = touched.rows(f"SELECT code, {', '.join(MEANING)} FROM metric WHERE id = ?", metric)
        changed = [name for name, was, value in zip(MEANING, before, now[0][1:], strict=True) if was != value] if now else []
        if changed and _has_figures(touched, metric):
            message = _("{key} has figures already: its measure, unit and decimals stay").format(key=now[0][0])
            yield Breach("metric", metric, changed[0], message, _("add another metric: corecrm metric add"))


def _has_figures(touched: Touched, metric: int) -> bool:
    return any(touched.rows(f"SELECT 1 FROM {table} WHERE metric_id = ? LIMIT 1", metric) for table in ("actual", "goal"))


def closed_period(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Facts of a period that was closed before, and still is: none may come, go or change."""
    closed = touched.rows(f"SELECT max(closed_to) FROM closing WHERE reopened_on IS NULL AND id NOT IN {touched.ids('closing')}")[
        0
    ][0]
    if closed is None:
        return
    before, after = (in_image(touched.db, image, "period_to") for image in ("before", "after"))
    code = f"coalesce({in_image(touched.db, 'after', 'code')}, {in_image(touched.db, 'before', 'code')})"
    rows = touched.rows(
        f"SELECT row_id, min({code}), min(coalesce({after}, {before})) FROM change WHERE id > {touched.since} AND noun = 'actual'"
        f" AND ({before} <= ? OR {after} <= ?) GROUP BY row_id ORDER BY row_id",
        closed, closed,
    )  # fmt: skip
    message = _("{fact} ({day}) lies in a closed period (closed up to {closed})")
    for fact, key, day in rows:
        text = message.format(fact=key, day=day, closed=closed)
        yield Breach("actual", fact, "period_to", text, _("reopen it first: corecrm period reopen --reason TEXT"), "closed")


def sealed_facts(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Closings that come into force over other facts than they sealed."""
    for closing, code, day, count, seal in touched.rows(
        "SELECT id, code, closed_to, sealed_facts, seal FROM closing WHERE reopened_on IS NULL AND seal IS NOT NULL"
        f" AND id IN {touched.ids('closing')} ORDER BY id"
    ):
        now = seal_of(lambda day, after: touched.rows(FACTS.format(day="?", after="?"), day, after), str(day))
        if now != Seal(count, seal):
            message = _("the facts up to {day} are not those that {closing} sealed ({then} then, {now} now)")
            text = message.format(day=day, closing=code, then=count, now=now.facts)
            yield Breach("closing", closing, "seal", text, _("close the period anew: corecrm period close {day}").format(day=day))


def facts_twice(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Facts of a flow or count that share days with another of their series: those days would count twice."""
    adding = ", ".join(f"'{measure.value}'" for measure in (Measure.flow, Measure.count))
    rows = touched.rows(
        f"""
        SELECT a.id, c.code, a.period_from, a.period_to, b.code, b.period_from, b.period_to, m.code
        FROM actual a CROSS JOIN metric m ON m.id = a.metric_id AND m.measure IN ({adding})
        CROSS JOIN client c ON c.id = a.client_id
        CROSS JOIN actual b ON b.client_id = a.client_id AND b.metric_id = a.metric_id AND b.superseded_by_id IS NULL
             AND b.id <> a.id AND b.basis = a.basis AND coalesce(b.line, '') = coalesce(a.line, '')
             AND coalesce(b.institution_id, 0) = coalesce(a.institution_id, 0)
             AND b.period_from <= a.period_to AND b.period_to >= a.period_from
        WHERE a.superseded_by_id IS NULL AND a.id IN {touched.ids("actual")} ORDER BY a.id, b.id
        """
    )
    message = _("{metric} of {client} from {start} to {end} shares days with {other} ({from_} to {to}): they would count twice")
    hint = _("give the figure of the days that are missing, or take the other one back first")
    seen = set()
    for fact, client, start, end, other, from_, to, metric in rows:
        if fact not in seen:
            seen.add(fact)
            text = message.format(client=client, metric=metric, start=start, end=end, other=other, from_=from_, to=to)
            yield Breach("actual", fact, "period_to", text, hint, "overlap")
