"""Where a figure comes from: the facts that make it, each with its batch, file, sheet and row."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from corecrm.fields import Column, Row, Table, columns
from corecrm.fields import actual as F
from corecrm.nouns import Noun
from corecrm.queries.figures import Counted, Fact, Figure, cover, facts, total, uneven, unknown
from corecrm.queries.log import history
from corecrm.queries.metric import Indicator, indicator
from corecrm.queries.progress import facts_behind
from corecrm.queries.trees import BELOW_INSTITUTION, MEMBERS_OVER_TIME, always
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
SHARED = columns(F.counted, Column(F.counted_days, drop=2))
COVERED = tuple(Column(label, on="data") for label in (F.estimated, F.days_known, F.days_asked))
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
    return _explained(db, code, indicator(db, metric), facts_behind(db, goal_id, on), on)


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
    return _explained(db, asked.title, asked, found, on)


def group(db: Reader, group_id: int, metric: str, *, start: date, on: date) -> Table:
    """The facts that make a group's figure of a metric: those of whoever was a member then. Arguments as for `client`."""
    asked = indicator(db, metric)
    found = facts(db, asked, clients=MEMBERS_OVER_TIME, start=start, on=on, group=group_id)
    return _explained(db, asked.title, asked, found, on)


def institution(db: Reader, institution_id: int, metric: str, *, start: date, on: date) -> Table:
    """The facts that make an institution's figure of a metric: those of its clients and of those below it. As for `client`."""
    asked = indicator(db, metric)
    clients = always(f"(SELECT k.id FROM client k WHERE k.institution_id IN {BELOW_INSTITUTION})")
    found = facts(db, asked, clients=clients, start=start, on=on, inst=institution_id)
    return _explained(db, asked.title, asked, found, on)


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


class Part(NamedTuple):
    """What a fact counts for in a figure: for how many days and how much, and how far the average that it is in is known."""

    days: int
    value: int
    divided: bool
    days_known: int | None
    days_asked: int | None

    @property
    def estimated(self) -> bool:
        """Whether what it counts for is an estimate."""
        return self.divided or (self.days_known or 0) < (self.days_asked or 0)


def _explained(db: Reader, title: str, metric: Indicator, found: list[Fact], on: date) -> Table:
    figure = total(found, metric.measure)
    parts = {} if figure.value is None else dict(_parts(found, figure))
    ids = list(parts) or [fact.id for fact in found]
    rows = _rows(db, f"WHERE a.id IN ({_listed(ids)}) ORDER BY c.code, a.period_to, a.id")
    shown = "both" if any(fact.reckoned_from or fact.pieces for fact in found) else "data"
    shares = tuple(column._replace(on=shown) for column in SHARED)
    return Table(
        title,
        (*COLUMNS[:BESIDE_VALUE], *shares, *COVERED, *COLUMNS[BESIDE_VALUE:]),
        [(*row[:BESIDE_VALUE], *_counted(parts.get(key), metric), *row[BESIDE_VALUE:]) for key, row in rows],
        notes=tuple(_notes(figure, metric, len(rows), on)),
        as_of=on,
        name="facts",
        exact=True,
    )


def _parts(found: Iterable[Fact], figure: Figure) -> Iterator[tuple[int, Part]]:
    """What each fact counts for; together that is the figure, in smallest units."""
    for fact in found:
        whole: dict[int, Counted] = {}
        for each in fact.counted():
            before = whole.get(each.fact, Counted(each.fact, 0, 0))
            whole[each.fact] = Counted(each.fact, before.days + each.days, before.value + each.value)
        known, asked = (fact.days_known, fact.days_asked(figure.day)) if fact.asked_from and figure.day else (None, None)
        yield from ((key, Part(each.days, each.value, fact.estimated, known, asked)) for key, each in whole.items())


def _together(count: int, figure: Figure, metric: Indicator) -> str:
    text = _("facts: {count}; together {figure}")
    if figure.value is None:
        return text.format(count=count, figure="—")
    return sentence(text.replace("{count}", str(count)), metric.unit, metric.scale, figure=figure.value)


def _counted(part: Part | None, metric: Indicator) -> Row:
    """The values of `SHARED` and `COVERED`; of facts that make no figure together nothing."""
    if part is None:
        return (None,) * (len(SHARED) + len(COVERED))
    value = quantity(part.value, metric.unit, metric.scale, estimated=part.estimated)
    return value, part.days, part.estimated, part.days_known, part.days_asked


def _notes(figure: Figure, metric: Indicator, count: int, on: date) -> Iterator[str]:
    yield _together(count, figure, metric)
    if figure.day is not None and figure.day < on:
        yield _("{metric}: figures up to {day}").format(metric=metric.title, day=figure.day)
    yield from (note for note in (unknown(figure), cover(figure), uneven(figure)) if note)
    if figure.divided:
        yield meaning()


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
