"""Where a figure comes from: the facts that make it, each with its batch, file, sheet and row."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import actual as F
from corecrm.nouns import Noun
from corecrm.queries.figures import Fact, Figure, facts, total
from corecrm.queries.log import history
from corecrm.queries.metric import Indicator, indicator
from corecrm.queries.progress import facts_behind
from corecrm.queries.trees import MEMBERS_OVER_TIME, always
from corecrm.rules.attribution import meaning
from corecrm.rules.measures import quantity, sentence
from corecrm.store.reader import Reader
from corecrm.text import _, pick

COLUMNS = columns(
    F.code,
    Column(F.client, on="data"),
    F.client_name,
    Column(F.metric, on="data"),
    Column(F.metric_name, drop=4),
    Column(F.period_from, drop=2),
    F.period_to,
    F.value,
    Column(F.basis, drop=6),
    Column(F.batch, drop=1),
    Column(F.source_file, drop=3),
    Column(F.source_sheet, drop=5),
    Column(F.source_row, drop=3),
    Column(F.recorded_at, drop=7),
    Column(F.unit, on="data"),
)
BESIDE_VALUE = [column.key for column in COLUMNS].index("value") + 1
COUNTED, ESTIMATED = Column(F.counted), Column(F.estimated, on="data")
SELECT = """
    SELECT a.code, c.code, coalesce(c.short_name, c.name), m.code, {metric_name}, a.period_from, a.period_to, a.value, a.basis,
           b.code, a.source_file, a.source_sheet, a.source_row, a.recorded_at, m.unit, m.scale,
           a.id
    FROM actual a JOIN client c ON c.id = a.client_id JOIN metric m ON m.id = a.metric_id LEFT JOIN batch b ON b.id = a.batch_id
"""


def _same_series(one: str, other: str) -> str:
    """The condition that two facts are of the same client, metric, basis, line and booking institution."""
    same = " AND ".join(f"{one}.{column} = {other}.{column}" for column in ("client_id", "metric_id", "basis"))
    line = f"coalesce({one}.line, '') = coalesce({other}.line, '')"
    return f"{same} AND {line} AND coalesce({one}.institution_id, 0) = coalesce({other}.institution_id, 0)"


def metric_called(db: Reader, name: str) -> str | None:
    """The code of the metric that is called `name`, by code or either name; None where none is."""
    found: str | None = db.value("SELECT code FROM metric WHERE code = :name OR name = :name OR name_en = :name", name=name)
    return found


def goal(db: Reader, goal_id: int, *, on: date) -> Table:
    """The facts that make what has been reached of a goal by the end of `on`, and what of each counts for it."""
    code, metric = db.rows("SELECT n.code, m.code FROM goal n JOIN metric m ON m.id = n.metric_id WHERE n.id = :id", id=goal_id)[0]
    return _explained(db, code, indicator(db, metric), facts_behind(db, goal_id, on), date(on.year, 1, 1), on)


def client(db: Reader, client_id: int, metric: str, *, start: date, on: date) -> Table:
    """The facts that make a client's figure of a metric.

    Args:
        db: the store.
        client_id: whose figure.
        metric: its code.
        start: the first day of the period.
        on: the last day of it.

    Raises:
        NotFound: there is no such metric.
    """
    asked = indicator(db, metric)
    found = facts(db, asked, clients=always(f"({int(client_id)})"), start=start, on=on)
    return _explained(db, asked.title, asked, found, start, on)


def group(db: Reader, group_id: int, metric: str, *, start: date, on: date) -> Table:
    """The facts that make a group's figure of a metric: those of whoever was a member then. Arguments as for `client`."""
    asked = indicator(db, metric)
    found = facts(db, asked, clients=MEMBERS_OVER_TIME, start=start, on=on, group=group_id)
    return _explained(db, asked.title, asked, found, start, on)


def actual(db: Reader, fact_id: int) -> Table:
    """A fact and those that it corrected or that corrected it, the oldest first."""
    same = f"{_same_series('a', 'k')} AND a.period_from = k.period_from AND a.period_to = k.period_to"
    rows = _rows(db, f"JOIN actual k ON k.id = :id AND {same} ORDER BY a.id", id=fact_id)
    return Table(_("The fact and its corrections"), COLUMNS, [row for _key, row in rows], name="facts", exact=True)


def field(db: Reader, noun: Noun, row_id: int, label: str) -> Table:
    """Who set a field of a record to what, and when; `label` is the field's heading."""
    table = history(db, noun, row_id)
    place = [column.key for column in table.columns].index("field")
    return replace(table, title=label, rows=[row for row in table.rows if getattr(row[place], "label", None) == label])


def _explained(db: Reader, title: str, metric: Indicator, found: list[Fact], start: date, on: date) -> Table:
    figure = total(found, metric.measure)
    rows = _rows(db, f"WHERE a.id IN ({_listed(_behind(db, found, start))}) ORDER BY c.code, a.period_to, a.id")
    note = _together(len(rows), figure, metric)
    counted = COUNTED if figure.estimated else COUNTED._replace(on="data")
    return Table(
        title,
        (*COLUMNS[:BESIDE_VALUE], counted, ESTIMATED, *COLUMNS[BESIDE_VALUE:]),
        _with_shares(rows, found, metric),
        notes=(note, meaning()) if figure.estimated else (note,),
        as_of=on,
        name="facts",
        exact=True,
    )


def _together(count: int, figure: Figure, metric: Indicator) -> str:
    text = _("facts: {count}; together {figure}")
    if figure.value is None:
        return text.format(count=count, figure="—")
    return sentence(text.replace("{count}", str(count)), metric.unit, metric.scale, figure=figure.value)


def _with_shares(rows: Iterable[tuple[int, Row]], found: Iterable[Fact], metric: Indicator) -> list[Row]:
    """The rows with what of each counts; of those that one figure was reckoned from the last says only if it is estimated."""
    shares = {fact.id: (None if fact.reckoned_from else fact.value, fact.estimated) for fact in found}
    made = []
    for key, row in rows:
        value, estimated = shares.get(key, (None, None))
        counted = quantity(value, metric.unit, metric.scale, estimated=bool(estimated))
        made.append((*row[:BESIDE_VALUE], counted, estimated, *row[BESIDE_VALUE:]))
    return made


def _behind(db: Reader, found: list[Fact], start: date) -> list[int]:
    """The ids of the rows behind facts; one that was reckoned from several stands for all of its series in the period."""
    plain = [fact.id for fact in found if not fact.reckoned_from]
    reckoned = _listed(fact.id for fact in found if fact.reckoned_from)
    later = f"{_same_series('l', 'a')} AND l.superseded_by_id IS NULL AND l.period_to > a.period_to AND l.period_to <= :start"
    series = db.rows(
        f"""
        SELECT a.id FROM actual k JOIN actual a ON {_same_series("a", "k")} AND a.superseded_by_id IS NULL
        WHERE k.id IN ({reckoned}) AND a.period_to <= k.period_to
              AND (a.period_to >= :start OR NOT EXISTS (SELECT 1 FROM actual l WHERE {later}))
        """,
        start=start.isoformat(),
    )
    return [*plain, *(key for (key,) in series)]


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(int(each)) for each in ids) or "0"


def _rows(db: Reader, rest: str, **values: object) -> list[tuple[int, Row]]:
    """(id, the row) of facts with each value in its own unit; `rest` is the end of the SELECT."""
    wide = (*COLUMNS, Column(F.unit), Column(F.code))
    select = SELECT.format(metric_name=pick("m.name", "m.name_en"))
    found = []
    for *row, scale, key in db.table(wide, select + rest, **values):
        row[BESIDE_VALUE - 1] = quantity(int(str(row[BESIDE_VALUE - 1])), str(row[-1]), int(str(scale)))
        found.append((int(str(key)), tuple(row)))
    return found
