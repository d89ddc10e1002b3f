"""A client on one screen: who it is, its figures against last year and plan, credit, products, risks, what is to be done."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from corecrm.errors import UsageProblem
from corecrm.fields import Column, Page, Row, Table, columns
from corecrm.fields import client as F
from corecrm.fields import goal as G
from corecrm.fields.group import ListLevel, ListStatus
from corecrm.fields.staff import Position
from corecrm.queries import client as clients
from corecrm.queries import client_sheet as sheet
from corecrm.queries import risk, task
from corecrm.queries.client_sheet import Figure
from corecrm.queries.figures import cover, uneven
from corecrm.queries.listing import Filters
from corecrm.rules.growth import rate
from corecrm.rules.measures import quantity
from corecrm.store.reader import Reader
from corecrm.text import _, pick

Spark = Callable[[Sequence[int | None]], str]
SECTIONS = ("client", "figures", "credit", "products", "risks", "tasks")
FIGURES = columns(
    Column(F.metric, on="data"),
    F.metric_name,
    F.value,
    Column(F.change, drop=2),
    F.target,
    F.done_rate,
    Column(F.trend, drop=1, on="screen"),
    Column(F.known_to, drop=3),
    *(Column(label, on="data") for label in (F.estimated, F.days_known, F.days_asked)),
    Column(G.unit, on="data"),
)
CREDIT = columns(F.credit_line, F.approved, F.used, F.available, F.use, F.expires_on)
RISKS = ("code", "level", "signal_name", "state", "owner_name", "standing")
TASKS = ("code", "title", "state", "owner_name", "due", "standing")


def client_sheet(db: Reader, client_id: int, *, as_of: date, spark: Spark) -> Page:
    """The whole sheet: a head, then the five blocks in their order.

    Args:
        db: the store.
        client_id: whose sheet.
        as_of: the day that counts.
        spark: draws a row of values as a sparkline.
    """
    card = clients.card(db, client_id, as_of)
    hidden = replace(card, title="", columns=tuple(column._replace(on="data") for column in card.columns))
    blocks = [section(db, client_id, name, as_of=as_of, spark=spark) for name in SECTIONS[1:]]
    record = dict(zip((column.key for column in card.columns), card.rows[0], strict=True))
    head = tuple(_head(db, client_id, record, as_of))
    return Page(str(record["name"]), (hidden, *blocks), lead=head, notes=_next(record), as_of=as_of)


def section(db: Reader, client_id: int, name: str, *, as_of: date, spark: Spark) -> Table:
    """One block of the sheet; the arguments are those of `client_sheet`.

    Raises:
        UsageProblem: there is no block of that name.
    """
    own = Filters(as_of=as_of, under=client_id, self_only=True)
    blocks: dict[str, Callable[[], Table]] = {
        "client": lambda: clients.card(db, client_id, as_of),
        "figures": lambda: _figures(db, client_id, as_of, spark),
        "credit": lambda: Table(_("Credit"), CREDIT, [], key="credit_line", name="credit"),
        "products": lambda: sheet.products(db, client_id, as_of),
        "risks": lambda: _part(risk.listed(db, own, only_active=True), _("Risk signals"), "risks", RISKS),
        "tasks": lambda: _part(task.listed(db, own, unfinished=True), _("To do"), "tasks", TASKS),
    }
    if name not in blocks:
        raise UsageProblem(
            _("--section: there is no section “{name}”").format(name=name), _("they are: {names}").format(names=", ".join(SECTIONS))
        )
    return blocks[name]()


def _part(table: Table, title: str, name: str, shown: Sequence[str]) -> Table:
    """A list as a block: on the screen only what `shown` names, in that order; the client itself goes without saying."""
    order = sorted(range(len(table.columns)), key=lambda index: _place(table.columns[index].key, shown))
    cols = tuple(
        table.columns[index] if table.columns[index].key in shown else table.columns[index]._replace(on="data") for index in order
    )
    rows = [tuple(row[index] for index in order) for row in table.rows]
    return replace(table, title=title, name=name, columns=cols, rows=rows, as_of=None)


def _place(key: str, shown: Sequence[str]) -> int:
    return shown.index(key) if key in shown else len(shown)


def _figures(db: Reader, client_id: int, as_of: date, spark: Spark) -> Table:
    figures = list(sheet.figures(db, client_id, as_of))
    rows = [_figure(figure, spark) for figure in figures]
    said = ((figure.metric.title, sentence(figure.known)) for figure in figures for sentence in (cover, uneven))
    change = _("change: of balances and averages since the end of last year, of the rest against the same days of last year")
    notes = (change, *(f"{title}: {text}" for title, text in said if text)) if rows else ()
    return Table(_("Figures"), FIGURES, rows, notes, key="metric", name="figures", measured="metric_name")


def _figure(figure: Figure, spark: Spark) -> Row:
    metric = figure.metric
    marked = partial(quantity, unit=metric.unit, scale=metric.scale, estimated=figure.known.estimated)
    change = None if figure.before is None else figure.value - figure.before
    return (
        metric.code,
        metric.title,
        marked(figure.value),
        marked(change),
        quantity(figure.target, metric.unit, metric.scale),
        _done(figure),
        spark(figure.months),
        figure.known.day,
        figure.known.estimated,
        figure.known.days_known,
        figure.known.days_asked,
        metric.unit,
    )


def _done(figure: Figure) -> Decimal | None:
    """How much of the target is reached; a goal to come down has a way to its target, not a share of it."""
    if figure.target is None or figure.target <= 0 or figure.metric.lower_is_better:
        return None
    return rate(Fraction(figure.value) / figure.target)


def _head(db: Reader, client_id: int, record: dict[str, object], as_of: date) -> Iterator[str]:
    group = sheet.standing_of(db, client_id, as_of)
    first = [record["code"], record["relationship"], record["tier"]]
    if group:
        code, name, level, status = group
        first[1:1] = [f"{name} ({code})", ListLevel(level), ListStatus(status)]
    yield _dotted(first)
    yield _dotted([record["identity_no"], record["industry_code"], record["institution_name"]])
    yield _dotted(_with_place(*seat) for seat in sheet.team(db, client_id, as_of)) or _("nobody looks after it")


def _with_place(role: str, name: str, institution: str | None) -> str:
    place = pick(f"（{institution}）", f" ({institution})") if institution else ""
    return f"{Position(role).label} {name}{place}"


def _dotted(parts: Iterator[object] | Sequence[object]) -> str:
    return " · ".join(getattr(part, "label", str(part)) for part in parts if part)


def _next(record: dict[str, object]) -> tuple[str, ...]:
    code, group = record["code"], record["group"]
    commands = [f"corecrm history {code}", f"corecrm task list --under {code}"]
    if group:
        commands.insert(0, f"corecrm group tree {group}")
    return (_("Next: {commands}").format(commands=" · ".join(commands)),)
