"""The dashboard of the day: what is to be done, which goals are behind, what moved."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from corecrm.fields import Column, Kind, Label, Page, Row, Table, columns
from corecrm.fields import goal as G
from corecrm.fields import risk as R
from corecrm.fields import task as F
from corecrm.fields.risk import SignalLevel
from corecrm.names import short_name
from corecrm.queries import risk, task
from corecrm.queries import today as asked
from corecrm.queries.listing import Filters
from corecrm.queries.progress import Reached, reached
from corecrm.queries.standing import response_standing, standing
from corecrm.reports.goal_words import estimates, verdict
from corecrm.rules.deadlines import days_left
from corecrm.rules.measures import quantity, whole
from corecrm.rules.task_states import WAITING
from corecrm.store.reader import Reader
from corecrm.text import _, pick

Bar = Callable[[Fraction | None, Fraction | None], str]
F_NOUN = Label("noun", "类别", "Noun", Kind.choice)
F_CODE = Label("code", "编号", "Code")
F_STORE = Label("store", "数据库", "Store")
F_BACKED_UP = Label("last_backup_at", "最近备份时间", "Last backup at", Kind.instant)
F_BAR = Label("bar", "│ 应达", "│ expected")  # what the mark in the bar is
F_DONE = G.done_rate._replace(en="Done %")
F_CLIENT_NAME = Label("client_name", "客户", "Client")
F_CHANGE = Label("change", "变动", "Change", Kind.quantity)
F_BEFORE = Label("before", "上期", "Before", Kind.quantity)
SHORT = 18  # characters of a title on the dashboard: it stays on one line of 80 columns
MUST_DO, GOALS, MOVES = 5, 4, 2  # rows that fit on a screen of 24 lines


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dashboard is asked for.

    Args:
        owner: the id and the name of whose day it is; None for everybody's.
        today: the business day.
        now: the moment, by the clock on the wall.
        week: all that is due up to the end of the week.
        brief: no more than fits on one screen.
        store: what the store is called.
        backed_up: when its last backup was made; None if it has none.
        bar: draws (done, where it should be by now) as a progress bar.
    """

    owner: tuple[int, str] | None
    today: date
    now: datetime
    week: bool
    brief: bool
    store: str
    backed_up: datetime | None
    bar: Bar

    @property
    def owner_id(self) -> int | None:
        """Whose."""
        return self.owner[0] if self.owner else None


def dashboard(db: Reader, ask: Asked) -> Page:
    """The dashboard: `must_do`, `goals`, `changes`, and of the `store` when it was backed up."""
    goals = _whole_goals(db, ask)
    due = sorted(_must_do(db, ask), key=lambda row: (row[5] is None, row[5], row[1]))
    groups, clients = asked.counts(db)
    overdue = sum(isinstance(row[6], int) and row[6] < 0 for row in due)
    lead = _("groups {groups} · clients {clients} · to do {due} · overdue {overdue}")
    return Page(
        " · ".join([_greeting(ask), *_measured(goals)]),
        (_must_do_table(due, ask), _goals(goals, ask), _changes(db, ask), _store(ask)),
        notes=(_next(due, ask),),
        as_of=ask.today,
        lead=(" · ".join([lead.format(groups=groups, clients=clients, due=len(due), overdue=overdue), _backup(ask)]),),
    )


def _store(ask: Asked) -> Table:
    """For scripts; a screen says it in words at its head."""
    cols = (Column(F_STORE, on="data"), Column(F_BACKED_UP, on="data"))
    return Table("", cols, [(ask.store, ask.backed_up)], card=True, key="store", name="store")


def _backup(ask: Asked) -> str:
    """`bank.db: backup yesterday 18:02`."""
    if ask.backed_up is None:
        return _("{store}: not backed up yet").format(store=ask.store)
    made = ask.backed_up.astimezone(ask.now.tzinfo)
    days = (ask.now.date() - made.date()).days
    when = _("today {time}") if days == 0 else _("yesterday {time}") if days == 1 else "{day} {time}"
    return _("{store}: backup {when}").format(store=ask.store, when=when.format(day=made.date(), time=f"{made:%H:%M}"))


def _greeting(ask: Asked) -> str:
    words = [_("Good morning"), _("Good afternoon"), _("Good evening")]
    hello = words[0 if ask.now.hour < 12 else 1 if ask.now.hour < 18 else 2]
    day = pick("星期" + "一二三四五六日"[ask.today.weekday()], f"{ask.today:%A}")
    return " · ".join([_("{hello}, {name}").format(hello=hello, name=ask.owner[1]) if ask.owner else hello, day])


def _must_do(db: Reader, ask: Asked) -> Iterator[Row]:
    """What is open, as (noun, code, title, owner, owner's name, due, days left, how it stands, level of a signal)."""
    until = ask.today + timedelta(days=6 - ask.today.weekday()) if ask.week else None
    wanted = Filters(as_of=ask.today, owner=ask.owner_id)
    for row in _records(task.listed(db, wanted, unfinished=True)):
        if row["state"] in WAITING:
            yield from _due("task", {**row, "level": None}, str(row["title"]), until, ask, words=standing)
    for row in _records(risk.listed(db, wanted, only_active=True)):
        title = f"{short_name(str(row['client_name']))} {row['signal_name']}"
        yield from _due("risk", row, title, until, ask, words=response_standing)


def _records(table: Table) -> Iterator[dict[str, object]]:
    keys = [column.key for column in table.columns]
    return (dict(zip(keys, row, strict=True)) for row in table.rows)


def _due(
    noun: str, row: dict[str, object], title: str, until: date | None, ask: Asked, *, words: Callable[..., str]
) -> Iterator[Row]:
    due = row["due"]
    day = due if isinstance(due, date) else None
    if until is not None and (day is None or day > until):
        return
    left = None if day is None else days_left(day, today=ask.today)
    stands = None if day is None else words(day, today=ask.today)
    yield (noun, row["code"], title, row["owner"], row["owner_name"], day, left, stands, row["level"])


def _must_do_table(due: list[Row], ask: Asked) -> Table:
    shown = due[:MUST_DO] if ask.brief and not ask.week else due
    count = pick(f"须办 {len(due)}", f"To do {len(due)}")
    cols = (
        Column(F_NOUN, on="data"),
        Column(F_CODE, on="data"),
        Column(Label("code", count, count), on="screen"),
        Column(F.title, on="data"),
        Column(F.title, on="screen"),
        Column(F.owner, on="data"),
        Column(F.owner_name, drop=1, on="data" if ask.owner else "both"),
        Column(F.due, on="data"),
        Column(F.days_left, on="data"),
        Column(F.standing, on="screen"),
        Column(R.level, on="data"),
    )
    rows = [(noun, code, code, title, _short(title, rest[-1]), *rest) for noun, code, title, *rest in shown]
    return Table("" if rows else _("To do"), cols, rows, name="must_do")


def _short(title: object, level: object) -> str:
    """A title that fits its column, behind its level; a number that would stand before the dots goes whole."""
    text = f"{level.label} {title}" if isinstance(level, SignalLevel) else str(title)
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip("0123456789., ") + "…"


def _whole_goals(db: Reader, ask: Asked) -> list[Reached]:
    """The whole goals, those furthest behind first; in brief the first few."""
    nodes = asked.goals_of(db, ask.owner_id, on=ask.today)
    found = list(reached(db, nodes, ask.today, only={node.id for node in nodes if node.parent_id is None}))
    found.sort(key=lambda each: (each.standing.ratio is None, each.standing.ratio or 0, each.node.code))
    return found[:GOALS] if ask.brief else found


def _measured(goals: Sequence[Reached]) -> Iterator[str]:
    """The days on which goals are measured, where that is before the day of the question: `figures up to 10-31`."""
    days = sorted(each.figure.day for each in goals if each.figure.day and each.figure.day < each.asked_on)
    if days:
        yield _("figures up to {days}").format(days="…".join(dict.fromkeys(f"{day:%m-%d}" for day in (days[0], days[-1]))))


def _goals(goals: Sequence[Reached], ask: Asked) -> Table:
    cols = (
        *(Column(G.code, on="data"), Column(G.group_name), Column(G.metric_name, on="data"), Column(G.metric_name, on="screen")),
        *columns(Column(G.target, drop=2), Column(G.done, drop=3), F_DONE, Column(F_BAR, drop=1, on="screen"), G.due_rate),
        *columns(Column(G.pace, on="screen"), Column(G.pace, on="data")),
        *(Column(label, on="data") for label in (G.reason, G.done_on, G.as_of, G.days_known, G.days_asked, G.estimated, G.unit)),
    )
    notes = () if ask.brief else tuple(estimates(goals))
    return Table("" if goals else _("Goals"), cols, [_goal(each, ask.bar) for each in goals], notes, name="goals")


def _goal(each: Reached, bar: Bar) -> Row:
    node, stands = each.node, each.standing
    unit, scale, figure = node.metric.unit, node.metric.scale, each.figure
    days = f"{figure.days_known}/{figure.days_asked}"
    covered = pick(f"（{days} 天）", f" ({days} days)") if figure.partial else ""
    return (
        node.code, node.group_name, node.metric.title, node.metric.title + covered, quantity(node.target, unit, scale),
        quantity(figure.value, unit, scale, estimated=figure.estimated), _rate(stands.completion),
        bar(stands.completion, stands.expected), _rate(stands.expected), verdict(each), stands.state,
        stands.reason, figure.day, each.asked_on, figure.days_known, figure.days_asked, figure.estimated, unit,
    )  # fmt: skip


def _rate(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(whole(value * 10_000)).scaleb(-4)


def _changes(db: Reader, ask: Asked) -> Table:
    limit = MOVES if ask.brief and not ask.week else 10
    rows = [
        (
            move.metric, move.metric_name, move.metric_name, move.client, move.client_name,
            "▲" if move.value > move.before else "▼", quantity(move.value - move.before, move.unit, move.scale),
            quantity(move.before, move.unit, move.scale), quantity(move.value, move.unit, move.scale), move.unit,
        )
        for move in asked.moves(db, ask.owner_id, on=ask.today, now=ask.now, limit=limit)
    ]  # fmt: skip
    cols = columns(
        Column(G.metric, on="data"),
        Column(G.metric_name, on="data"),
        Column(Label("metric_name", "变化（近 7 天）", "Moved (7 days)"), on="screen"),
        Column(G.client._replace(zh="客户编号", en="Client code"), on="data"),
        F_CLIENT_NAME,
        Column(Label("way", "", ""), on="screen"),
        F_CHANGE,
        Column(F_BEFORE, on="data"),
        Column(Label("value", "现值", "Now", Kind.quantity), drop=1),
        Column(G.unit, on="data"),
    )
    return Table("" if rows else _("Changes of the last 7 days"), cols, rows, key="client", name="changes", measured="metric_name")


def _next(due: list[Row], ask: Asked) -> str:
    commands = [] if ask.week else ["corecrm today --week"]
    commands += [f"corecrm show {due[0][1]}"] if due else []
    return " · ".join([*commands, "corecrm --help"])
