"""Figures: closed periods stay as they are, no day counts twice, and a metric keeps its meaning."""

from collections.abc import Iterator
from datetime import date

from corecrm.errors import RuleViolation
from corecrm.fields.metric import Measure
from corecrm.rules.measures import check_scale
from corecrm.services.judge.touched import Breach, Touched
from corecrm.store.bulk import Bulk, in_image, without
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
        figure = next(_figures_of(touched, metric), None) if changed else None
        if figure is not None:
            message = _("{key} has figures already ({record}): its measure, unit and decimals stay")
            hint = _("add another metric: corecrm metric add")
            yield Breach("metric", metric, changed[0], message.format(key=now[0][0], record=figure), hint)


def _figures_of(touched: Touched, metric: int) -> Iterator[str]:
    for table in ("goal", "actual"):
        yield from (code for (code,) in touched.rows(f"SELECT code FROM {table} WHERE metric_id = ? LIMIT 1", metric))


def closed_period(touched: Touched, today: date) -> Iterator[Breach]:  # noqa: ARG001 - every rule is asked about a day
    """Facts of a period that was closed before, and still is: none may come, go or change.

    That a balance is known to hold further than to a day at or after the last closed one says nothing about what is closed.
    """
    closed = touched.rows(f"SELECT max(closed_to) FROM closing WHERE reopened_on IS NULL AND id NOT IN {touched.ids('closing')}")[
        0
    ][0]
    if closed is None:
        return
    before, after = (in_image(touched.db, image, "period_to") for image in ("before", "after"))
    stepped_aside = " AND ".join(
        f"{in_image(touched.db, image, 'superseded_by_id')} IS {there}"
        for image, there in (("before", "NULL"), ("after", "NOT NULL"))
    )
    rows = touched.rows(
        f"SELECT row_id, max({in_image(touched.db, 'before', 'code')}), min(coalesce({after}, {before})) FROM change"
        f" WHERE id > {touched.since} AND +noun = 'actual' AND ({before} <= ? OR {after} <= ?) AND NOT {_told_further(touched.db)}"
        f" AND NOT (before IS NOT NULL AND {stepped_aside}) GROUP BY row_id ORDER BY row_id",  # for its correction
        closed, closed, closed, closed,
    )  # fmt: skip
    message = _("{fact} ({day}) lies in a closed period (closed up to {closed})")
    for fact, key, day in rows:
        text = message.format(fact=key or _called(touched, fact), day=day, closed=closed)
        yield Breach("actual", fact, "period_to", text, _("reopen it first: corecrm period reopen --reason TEXT"), "closed")


def _called(touched: Touched, fact: int) -> str:
    """`fee_inc HX-0002`: a fact whose code nobody knows yet."""
    sql = (
        "SELECT m.code, c.code FROM actual a JOIN client c ON c.id = a.client_id JOIN metric m ON m.id = a.metric_id WHERE a.id = ?"
    )
    return " ".join(touched.rows(sql, fact)[0])


def _told_further(db: Bulk) -> str:
    """The condition that nothing of a row was changed but the day to which it is known, from and to one not before `?` and `?`."""
    known = [
        f"coalesce({in_image(db, image, 'known_to')}, {in_image(db, image, 'period_to')}) >= ?" for image in ("before", "after")
    ]
    same = f"{without(db, 'before', 'known_to')} = {without(db, 'after', 'known_to')}"
    return f"(before IS NOT NULL AND after IS NOT NULL AND {same} AND {' AND '.join(known)})"


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
    """Facts of a flow or count that share days with another of their series: those days would count twice.

    Each series that was touched is gone through once, in the order of time.
    """
    adding = ", ".join(f"'{measure.value}'" for measure in (Measure.flow, Measure.count))
    touched_series = (
        "SELECT DISTINCT t.client_id, t.metric_id FROM actual t CROSS JOIN metric m ON m.id = t.metric_id"
        f" WHERE m.measure IN ({adding}) AND t.superseded_by_id IS NULL AND t.id IN {touched.ids('actual')}"
    )
    series = "PARTITION BY a.client_id, a.metric_id, a.basis, a.line, a.institution_id ORDER BY a.period_from, a.period_to"
    within = touched.rows(
        f"""
        SELECT id FROM (
            SELECT a.id, a.period_from, max(a.period_to) OVER ({series} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
            FROM ({touched_series}) s CROSS JOIN actual a
            WHERE a.client_id = s.client_id AND a.metric_id = s.metric_id AND a.superseded_by_id IS NULL
        ) AS one WHERE reached >= period_from ORDER BY id
        """
    )
    written = {fact for (fact,) in touched.rows(touched.ids("actual")[1:-1])} if within else set()
    told = set()
    for later, earlier in ((fact, other) for (fact,) in within for other in _before(touched, fact)):
        blamed = max((fact for fact in (later, earlier) if fact in written), default=None)
        if blamed is not None and blamed not in told:
            told.add(blamed)
            yield _twice(touched, blamed, earlier if blamed == later else later)


def _before(touched: Touched, fact: int) -> list[int]:
    """The facts of the same series that begin no later than a fact and reach into it."""
    rows = touched.rows(
        "SELECT b.id FROM actual a CROSS JOIN actual b WHERE a.id = ? AND b.id <> a.id AND b.superseded_by_id IS NULL"
        " AND b.client_id = a.client_id AND b.metric_id = a.metric_id AND b.basis = a.basis AND coalesce(b.line, '') ="
        " coalesce(a.line, '') AND coalesce(b.institution_id, 0) = coalesce(a.institution_id, 0)"
        " AND b.period_from <= a.period_from AND b.period_to >= a.period_from ORDER BY b.id",
        fact,
    )
    return [row for (row,) in rows]


def _twice(touched: Touched, fact: int, other: int) -> Breach:
    sql = (
        "SELECT a.code, c.code, m.code, a.period_from, a.period_to FROM actual a JOIN client c ON c.id = a.client_id"
        " JOIN metric m ON m.id = a.metric_id WHERE a.id = ?"
    )
    (_code, client, metric, start, end), (key, _client, _metric, from_, to) = (touched.rows(sql, each)[0] for each in (fact, other))
    message = _("{metric} of {client} from {start} to {end} shares days with {other} ({from_} to {to}): they would count twice")
    text = message.format(client=client, metric=metric, start=start, end=end, other=key, from_=from_, to=to)
    hint = _("give the figure of the days that are missing, or take the other one back first")
    return Breach("actual", fact, "period_to", text, hint, "overlap", (other,))
