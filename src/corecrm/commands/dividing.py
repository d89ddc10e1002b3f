"""How a goal is to be divided, as typed: `--by inst --amounts BJ=8000万,SH=9000万`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from corecrm.commands.amounts import Doubts, figure_of
from corecrm.errors import RuleViolation, UsageProblem
from corecrm.fields.goal import Axis
from corecrm.fields.product import ProductLine
from corecrm.money import half_width
from corecrm.periods import Period
from corecrm.queries import known
from corecrm.queries.goal import Node, trees
from corecrm.queries.progress import last_year, level_before
from corecrm.rules.measures import TIME_AXES, adds, whole
from corecrm.rules.splitting import Division, Part, period_of, periods_of, segment, whole_weights
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.run import Run

Value = TypeVar("Value")
NOUN = {Axis.inst: "institution", Axis.staff: "staff", Axis.client: "client"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed about a split; at most one of the four ways, and for amounts their unit."""

    axis: Axis
    weights: str | None = None
    amounts: str | None = None
    like: str | None = None
    seasonal: str | None = None
    unit: str | None = None


def division_of(run: "Run", goal: Node, wanted: Wanted) -> Division:
    """The parts and their weights or amounts.

    Raises:
        UsageProblem: two ways of dividing at once, none where one is needed, or one that cannot be read.
        NotFound: there is no such institution, member of staff or client.
        RuleViolation: the goal's period has no such parts.
    """
    ways = [name for name in ("weights", "amounts", "like", "seasonal") if getattr(wanted, name) is not None]
    if len(ways) > 1:
        raise UsageProblem(_("--{one} and --{other} exclude each other").format(one=ways[0], other=ways[1]))
    baseline = _baseline(run, goal, wanted.axis)
    if wanted.amounts is not None:
        return _by_amounts(run, goal, wanted.axis, _keyed("--amounts", wanted.amounts), wanted.unit)
    if wanted.unit is not None:
        raise UsageProblem(_("--unit goes with --amounts"))
    weights = _weights(run, goal, wanted)
    parts = _parts(run, goal, wanted.axis, weights)
    return Division(wanted.axis, [part for part, _weight in parts], weights=[weight for _part, weight in parts], baseline=baseline)


def _by_amounts(run: "Run", goal: Node, axis: Axis, texts: Mapping[str, str], unit: str | None) -> Division:
    typed = {key: figure_of("--amounts", text, goal.metric, unit) for key, text in texts.items()}
    parts, doubts, tree = _parts(run, goal, axis, typed), Doubts(run), trees(run.reader, [goal.id])
    amounts = [doubts.settled(figure, partial(_known, run, goal, axis, part, tree)) for part, figure in parts]
    return Division(axis, [part for part, _figure in parts], amounts=amounts)


def _known(run: "Run", goal: Node, axis: Axis, part: Part, tree: Sequence[Node]) -> list[int]:
    """What the amount of a part is held against: its target of last year, else what it reached last, else the whole."""
    code, called = f"{goal.code}/{segment(axis, part.key)}", {"period_from": "start", "period_to": "end"}
    narrows: dict[str, Any] = {called.get(name, name): value for name, value in part.narrows.items() if name != "owner_id"}
    node = goal._replace(id=-1, code=code, parent_id=goal.id, axis=axis, **narrows)
    return known.of_goal(run.reader, code, "target") or known.of_part(run.reader, node, tree, run.today) or [goal.target]


def _baseline(run: "Run", goal: Node, axis: Axis) -> int | None:
    """The level from which a goal that does not add over time sets out."""
    if axis not in TIME_AXES or adds(goal.metric.measure, axis) or goal.baseline is not None:
        return None
    known = level_before(run.reader, goal.id)
    return None if known is None else whole(known)


def _weights(run: "Run", goal: Node, wanted: Wanted) -> dict[str, int]:
    if wanted.weights is not None:
        typed = _keyed("--weights", wanted.weights)
        return whole_weights({key: _number("--weights", text) for key, text in typed.items()})
    if wanted.like is not None:
        return _like(run, goal, wanted)
    if wanted.axis not in TIME_AXES:
        raise UsageProblem(
            _("say who gets what of {goal}").format(goal=goal.code),
            _("by --weights A=4,B=3, by --amounts A=8000万,B=6000万, or by --like lastyear"),
        )
    codes = [period.code for period in _periods(goal, wanted.axis)]
    if wanted.seasonal is None:
        return dict.fromkeys(codes, 1)
    curve = [_number("--seasonal", text) for text in half_width(wanted.seasonal).split(",")]
    if len(curve) != len(codes):
        message = _("--seasonal: {given} numbers for {periods} periods")
        raise UsageProblem(message.format(given=len(curve), periods=len(codes)))
    return whole_weights(dict(zip(codes, curve, strict=True)))


def _like(run: "Run", goal: Node, wanted: Wanted) -> dict[str, int]:
    if wanted.like != "lastyear":
        raise UsageProblem(_("--like: “{text}” is none of: lastyear").format(text=wanted.like))
    if not adds(goal.metric.measure, wanted.axis):
        raise RuleViolation(
            _("{metric} does not add up by {axis}, so it cannot be divided by weights").format(
                metric=goal.metric.code, axis=wanted.axis.label.lower()
            ),
            _("give each part its own target: --amounts"),
        )
    found = last_year(run.reader, goal.id, wanted.axis)
    weights = {key: figure for key, figure in found.items() if figure > 0}
    if not weights:
        raise RuleViolation(
            _("{goal} has no figures of last year to go by").format(goal=goal.code), _("give the parts by --weights or --amounts")
        )
    return weights


def _parts(run: "Run", goal: Node, axis: Axis, values: Mapping[str, Value]) -> list[tuple[Part, Value]]:
    """The parts that were named, each with its weight or amount; those of time in the order of time."""
    if axis in TIME_AXES:
        named = [(_period(goal, axis, text), value) for text, value in values.items()]
        return [
            (Part(period.code, {"period_from": period.start, "period_to": period.end}), value)
            for period, value in sorted(named, key=lambda pair: pair[0].start)
        ]
    return [(_part(run, axis, text), value) for text, value in values.items()]


def _part(run: "Run", axis: Axis, text: str) -> Part:
    if axis is Axis.line:
        try:
            line = ProductLine.parse(text).value
        except ValueError:
            known = " ".join(member.value for member in ProductLine)
            raise UsageProblem(_("“{text}” is no product line").format(text=text), known) from None
        return Part(line, {"line": line})
    hit = run.find(NOUN[axis], text)
    narrows = {f"{NOUN[axis]}_id": hit.id}
    return Part(hit.key, {**narrows, "owner_id": hit.id} if axis is Axis.staff else narrows)


def _periods(goal: Node, axis: Axis) -> list[Period]:
    return periods_of(period_of(goal.start, goal.end), axis)


def _period(goal: Node, axis: Axis, text: str) -> Period:
    """`Q3`, `2026Q3`, `7`, `07`, `2026-07`: one of the goal's own quarters or months."""
    known = _periods(goal, axis)
    for written in (text, f"{goal.year}{text}", f"{goal.year}-{text}"):
        try:
            period = Period.parse(written)
        except ValueError:
            continue
        if period in known:
            return period
    raise UsageProblem(
        _("“{text}” is no {axis} of {goal}").format(text=text, axis=axis.label.lower(), goal=goal.code),
        " ".join(period.code for period in known),
    )


def _keyed(option: str, text: str) -> dict[str, str]:
    """`A=4,B=3` as {A: 4, B: 3}; a comma inside a number is none between two parts."""
    pairs: dict[str, str] = {}
    for piece in re.split(r",(?=[^,=]+=)", half_width(text)):
        key, equals, value = (part.strip() for part in piece.partition("="))
        if not (key and equals and value):
            raise UsageProblem(
                _("{option}: “{piece}” is not PART=VALUE").format(option=option, piece=piece), _("such as BJ=4,SH=3")
            )
        if key in pairs:
            raise UsageProblem(_("{option}: {part} stands twice").format(option=option, part=key))
        pairs[key] = value
    return pairs


def _number(option: str, text: str) -> Decimal:
    try:
        number = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not 0 < number < 10**12 or number.as_tuple().exponent < -6:  # type: ignore[operator]  # a number's
        raise UsageProblem(_("{option}: “{text}” is not a number above 0").format(option=option, text=text))
    return number
