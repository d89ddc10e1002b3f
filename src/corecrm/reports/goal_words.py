"""How goals read on a screen: their names, their figures in the unit that is named, and the sentences below them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from corecrm.fields import Coded
from corecrm.fields.goal import Axis, GoalState
from corecrm.fields.metric import Measure, unit_word
from corecrm.queries.figures import cover, uneven
from corecrm.queries.goal import Node, trees
from corecrm.queries.metric import Indicator
from corecrm.queries.progress import Reached, reached
from corecrm.rules.attribution import meaning
from corecrm.rules.measures import PERCENT, YUAN, adds, sentence, whole
from corecrm.rules.splitting import unallocated
from corecrm.store.reader import Reader
from corecrm.text import _, pick

BEHIND = (GoalState.behind, GoalState.far_behind)
REMINDERS = 3


def name_of(node: Node) -> str:
    """`存款日均（万元）` for a whole goal, `北京  李强` for a part: what it is for, and who answers for it."""
    if node.axis is None:
        unit = pick(f"（{_unit(node.metric)}）", f" ({_unit(node.metric)})")
        return node.metric.title + unit
    owner = node.owner_name if node.axis is not Axis.staff else None
    return "  ".join(text for text in (node.part[1], owner) if text)


def _unit(metric: Indicator) -> str:
    return pick("万元", "CNY 10k") if metric.unit == YUAN else unit_word(metric.unit)


def shown(value: int | Fraction | None, metric: Indicator) -> Decimal | None:
    """A figure in the unit that the screen names: 万元 for money, percent for fractions."""
    if value is None:
        return None
    power = {YUAN: 4, PERCENT: -2}.get(metric.unit, 0)
    number = Decimal(whole(value)).scaleb(-metric.scale - power)
    digits = 0 if metric.unit == YUAN and (abs(number) >= 1 or not number) else min(2, metric.scale)
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def verdict(goal: Reached) -> GoalState | Coded:
    """How a goal stands, or in a word or two why that cannot be said; `Standing.reason` says it in full."""
    stand = goal.standing
    if stand.state is not None:
        return stand.state
    if goal.asked_on < goal.node.start:
        return Coded("not_begun", pick("未开始", "not begun"))
    if goal.figure.value is None or not stand.time:
        return Coded("no_data", pick("无数据", "no data"))
    if goal.baseline.value is None and _sets_out_from_a_level(goal):
        return Coded("no_baseline", pick("无基数", "no baseline"))
    if stand.completion is None:
        return Coded("not_applicable", pick("不适用", "n/a"))
    return Coded("not_due", pick("未到期", "not due yet"))


def _sets_out_from_a_level(goal: Reached) -> bool:
    metric = goal.node.metric
    return metric.lower_is_better or (metric.measure not in (Measure.flow, Measure.count) and goal.standing.completion is not None)


def unjudged(goals: Iterable[Reached]) -> Iterator[str]:
    """Why there is no verdict on goals that have begun, a sentence a reason; those of which there is just no figure say so."""
    names: dict[str, list[str]] = {}
    for goal in goals:
        stand, known = goal.standing, goal.figure.value is not None or goal.figure.ends_first is not None
        if stand.state is None and stand.reason and known and goal.asked_on >= goal.node.start:
            names.setdefault(stand.reason, []).append(goal.node.code)
    for reason, codes in names.items():
        more = [_("… and {count} more").format(count=len(codes) - REMINDERS)] if len(codes) > REMINDERS else []
        yield _("no verdict on {goals}: {reason}").format(goals=pick("、", ", ").join([*codes[:REMINDERS], *more]), reason=reason)


def dated(goals: Sequence[Reached], on: date) -> Iterator[str]:
    """Up to which day the figures of each metric go, where that is not the day of the question, and which parts end earlier."""
    days: dict[str, date] = {}
    late = [(goal, goal.figure.day) for goal in goals if goal.figure.day and goal.figure.day < min(on, goal.node.end)]
    for goal, day in late:
        title = goal.node.metric.title
        days[title] = max(day, days.get(title, day))
    for last in sorted(set(days.values())):
        titles = pick("、", ", ").join(title for title, its in days.items() if its == last)
        yield _("{metric}: figures up to {day}, and measured on that day").format(metric=titles, day=last)
    earlier = ((goal.node.code, day) for goal, day in late if day < days[goal.node.metric.title])
    yield from first_of(_("{goal}: its figures end on {day}").format(goal=code, day=day) for code, day in earlier)


def first_of(sentences: Iterable[str]) -> Iterator[str]:
    """The first few of sentences that are alike, and how many more there are."""
    found = list(sentences)
    yield from found[:REMINDERS]
    if len(found) > REMINDERS:
        yield _("and {count} more like it").format(count=len(found) - REMINDERS)


def estimates(goals: Sequence[Reached]) -> Iterator[str]:
    """Why figures are marked as estimates: averages of a part of their days, facts divided by days; which balances end early."""
    for words in (cover, uneven):
        said_of = ((goal.node.code, words(goal.figure)) for goal in goals)
        yield from first_of(f"{code}: {text}" for code, text in said_of if text)
    if any(goal.figure.divided for goal in goals):
        yield meaning()


def sums(goals: Iterable[Reached]) -> Iterator[str]:
    """For each split whether its parts add up to the goal, and what they leave."""
    for goal in goals:
        for axis, parts in goal.splits.items():
            if sum(parts) == goal.node.target and adds(goal.node.metric.measure, axis):
                text = _("{goal}: parts by {axis} add up to {whole} ✓")
                yield _about(goal, axis, text, whole=goal.node.target)
            yield from rest_of(goal, axis)


def rest_of(goal: Reached, axis: Axis) -> Iterator[str]:
    """What a split leaves unallocated, or that its parts do not add up at all; nothing where they are the whole."""
    metric, parts = goal.node.metric, goal.splits[axis]
    if not adds(metric.measure, axis):
        yield _about(goal, axis, _("{goal}: by {axis} it is not additive; each part has a target of its own"))
    elif sum(parts) != goal.node.target:
        text, rest = _("{goal}: parts by {axis} {parts:n} + unallocated {rest:n} = {whole}"), unallocated(goal.node.target, parts)
        yield _about(goal, axis, text, parts=sum(parts), rest=rest, whole=goal.node.target)


def _about(goal: Reached, axis: Axis | None, text: str, **figures: int | Fraction) -> str:
    """A sentence that names a goal and an axis, and says figures of its metric with their unit."""
    text = text.replace("{goal}", goal.node.code).replace("{axis}", axis.label.lower() if axis else "")
    return sentence(text, goal.node.metric.unit, goal.node.metric.scale, **figures)


def attributed(goals: Sequence[Reached]) -> Iterator[str]:
    """Of each goal split by staff what its parts do not have of what was reached; that an estimate is one, if one is shown."""
    for goal in goals:
        if goal.apart is not None and any(goal.apart):
            text = _("{goal}: reached by its staff {parts:n} + by others {others:n} + while nobody managed {nobody:n} = {whole}")
            whole_, (others, nobody) = goal.figure.value or 0, goal.apart
            yield _about(goal, None, text, parts=whole_ - others - nobody, others=others, nobody=nobody, whole=whole_)
    yield from estimates(goals)


def reminders(goals: Sequence[Reached]) -> Iterator[str]:
    """The parts that are far behind while there is still time, and where their present pace leads; the first few of them."""
    running = [goal for goal in goals if goal.standing.time < 1 and not goal.splits and not goal.node.metric.lower_is_better]
    late = [goal for goal in running if goal.standing.state is GoalState.far_behind]
    for goal in late[:REMINDERS]:
        text = _("{name}: {metric} is far behind; at the present pace {rate} of the target by {end}")
        rate = f"{whole(Fraction(goal.standing.forecast or 0) / goal.node.target * 100)}%"
        yield text.format(name=name_of(goal.node), metric=goal.node.metric.title, rate=rate, end=goal.node.end)
    if len(late) > REMINDERS:
        yield _("… and {count} more").format(count=len(late) - REMINDERS)


def next_steps(goals: Sequence[Reached]) -> Iterator[str]:
    """The commands that lead on: to split what is not, to the part that is furthest behind, to all that are."""
    late = [goal for goal in goals if goal.depth and goal.standing.state in BEHIND and goal.standing.ratio is not None]
    worst = min(late, key=lambda goal: goal.standing.ratio or 0, default=goals[0]).node
    steps = [f"corecrm goal split {goal.node.code} --by quarter" for goal in goals if not goal.depth and not goal.splits]
    yield next_line(*steps[:1], f"corecrm goal show {worst.code}", f"corecrm goal list --group {worst.group} --behind")


def next_line(*commands: str) -> str:
    """`next: corecrm … · corecrm …`."""
    return _("next: {commands}").format(commands=" · ".join(commands))


def rests(db: Reader, goal_id: int, axis: Axis, on: date) -> list[str]:
    """What a split of a goal leaves unallocated, or that its parts do not add up; nothing where they are the whole."""
    return list(rest_of(next(reached(db, trees(db, [goal_id]), on, goal_id)), axis))
