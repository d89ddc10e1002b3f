"""How a goal stands against time: completion, what was to be expected by now, the pace, the forecast.

A goal is measured on the day up to which its figure is known, which is the day of the question or one before: figures that are
three weeks old say nothing about these three weeks, and data that come late are no work that is late.

Figures are whole smallest units of the metric, or exact fractions of them; rates are exact fractions of 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from corecrm.fields.goal import GoalState
from corecrm.fields.metric import Measure
from corecrm.text import _

ON_PACE, BEHIND = Fraction(95, 100), Fraction(80, 100)
Figure = int | Fraction
Point = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Course:
    """What a goal asks for over its period.

    Args:
        measure: how the metric's figures behave.
        start: the first day.
        end: the last day, which belongs to it.
        target: the figure to reach.
        baseline: the level on the day before `start`; None where nobody knows. Flow and count begin at 0.
        lower_is_better: the goal is to come down from the baseline to the target.
        steps: the targets of a split over time, as (last day, level), in order; without them the way is a straight line.
        counted_from: the day from which an average is taken.
    """

    measure: Measure
    start: date
    end: date
    target: int
    baseline: Figure | None = None
    lower_is_better: bool = False
    steps: Sequence[Point] = ()
    counted_from: date | None = None

    @property
    def cumulates(self) -> bool:
        """Whether the figure grows from 0 with every fact of the period; the others are levels."""
        return self.measure in (Measure.flow, Measure.count)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days + 1


class Standing(NamedTuple):
    """Where a goal stands on the day on which it is measured. None is "does not apply", and `reason` says why there is no pace.

    `measured_on` is the day up to which its figure is known; None where nothing is, and `time` is then that of the question.
    `ratio` is the pace index 进度指数: completion ÷ expected completion.
    """

    time: Fraction
    completion: Fraction | None = None
    expected: Fraction | None = None
    ratio: Fraction | None = None
    state: GoalState | None = None
    forecast: Figure | None = None
    needed: Figure | None = None
    reason: str | None = None
    measured_on: date | None = None

    @property
    def behind_by(self) -> Fraction | None:
        """Completion minus expected completion 序时差, as a fraction: -0.0646 is 6.46 percentage points behind."""
        if self.completion is None or self.expected is None:
            return None
        return self.completion - self.expected


def elapsed(course: Course, on: date) -> int:
    """How many days of the period have passed, `on` included."""
    return min(max((on - course.start).days + 1, 0), course.days)


def pace(index: Fraction, completion: Fraction) -> GoalState:
    """The word for a pace index 进度指数: done from full completion on, on pace from 0.95, behind from 0.80, else far behind.

    Source: domain 13.1.
    """
    if completion >= 1:
        return GoalState.done
    if index >= ON_PACE:
        return GoalState.on_pace
    return GoalState.behind if index >= BEHIND else GoalState.far_behind


def completion(course: Course, done: Figure) -> Fraction:
    """Actual ÷ target 计划完成率; of a goal to come down, (baseline - actual) ÷ (baseline - target).

    Source: domain 4, done_r. `obstacle` tells where neither applies.
    """
    if course.lower_is_better and course.baseline is not None:
        return Fraction(course.baseline - done) / Fraction(course.baseline - course.target)
    return Fraction(done) / course.target


def obstacle(course: Course) -> str | None:
    """Why completion does not apply to a course; None where it does."""
    if course.lower_is_better:
        if course.baseline is None:
            return _("a goal to come down needs a baseline")
        return None if course.baseline > course.target else _("the baseline is not above the target")
    return None if course.target > 0 else _("the target is not above 0")


def level(course: Course, on: date) -> Fraction | None:
    """Where the dated path from the baseline to the target is at the end of `on`; None without a baseline.

    Between two points the path is a straight line over the days.

    Source: domain 13.1, progress of stock and average.
    """
    if course.baseline is None:
        return None
    before = (course.start - timedelta(1), Fraction(course.baseline))
    for day, target in [*course.steps, (course.end, course.target)]:
        if on <= day:
            way = Fraction((max(on, before[0]) - before[0]).days, (day - before[0]).days)
            return before[1] + (target - before[1]) * way
        before = (day, Fraction(target))
    return Fraction(course.target)


def expected(course: Course, on: date) -> Fraction | None:
    """The completion that is due by `on`: time progress 序时进度 for flow and count, the path's for levels."""
    if course.cumulates:
        return Fraction(elapsed(course, on), course.days)
    due = level(course, on)
    return None if due is None else completion(course, due)


def forecast(course: Course, done: Figure, on: date) -> Figure | None:
    """The figure at the end of the period: a flow at the present pace, a level by the slope that its path still has."""
    if course.cumulates:
        return Fraction(done) * course.days / elapsed(course, on)
    due = level(course, on)
    return None if due is None else done + (course.target - due)


def needed(course: Course, done: Figure, on: date) -> Figure | None:
    """What an average has to be over the days left, to reach its target: (target × days - accumulated) ÷ days left.

    Source: domain 13.1. None for other metrics, and after the last day.
    """
    start = course.counted_from or course.start
    days, passed = (course.end - start).days + 1, (on - start).days + 1
    if course.measure is not Measure.average or passed >= days:
        return None
    return (Fraction(course.target) * days - Fraction(done) * passed) / (days - passed)


def standing(course: Course, done: Figure | None, on: date, *, known_to: date | None = None) -> Standing:
    """Where a goal stands with what is known at the end of `on`.

    Args:
        course: what it asks for.
        done: the figure reached; None where none is known.
        on: the day of the question.
        known_to: the last day that `done` covers, where that is before `on`. Without a figure the last day of earlier ones.
    """
    day = min(on, known_to or on)
    time = Fraction(elapsed(course, on if done is None else day), course.days)
    why = obstacle(course)
    if why or done is None:
        return Standing(time, reason=why or _without_figures(course, on, known_to), measured_on=None if done is None else day)
    reached = Standing(time, completion(course, done), measured_on=day)
    if not elapsed(course, day):
        return reached._replace(reason=_not_begun(course, on, day))
    return _on_the_way(reached._replace(needed=needed(course, done, day)), course, done, day)


def _without_figures(course: Course, on: date, known_to: date | None) -> str:
    if known_to is None:
        return _("no figures yet") if elapsed(course, on) else _("has not begun")
    return _("no day of the period is known: what was known before ends on {day}").format(day=known_to)


def _not_begun(course: Course, on: date, day: date) -> str:
    if not elapsed(course, on):
        return _("has not begun")
    return _("no figures of the period yet: they end on {day}, before it begins").format(day=day)


def _on_the_way(reached: Standing, course: Course, done: Figure, on: date) -> Standing:
    due = expected(course, on)
    if due is None or due <= 0 or reached.completion is None:
        return reached._replace(reason=_("no baseline is known") if due is None else _("nothing was to be expected yet"))
    ratio = reached.completion / due
    return reached._replace(expected=due, ratio=ratio, state=pace(ratio, reached.completion), forecast=forecast(course, done, on))
