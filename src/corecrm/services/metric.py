"""What can be done to metrics."""

from collections.abc import Mapping

from sqlmodel import Session, select

from corecrm.errors import RuleViolation
from corecrm.models.actual import Actual
from corecrm.models.goal import Goal
from corecrm.models.metric import Metric, MetricIn
from corecrm.rules.measures import check_scale
from corecrm.services.editing import revise
from corecrm.services.records import refuse_if_taken
from corecrm.text import _

MEANING = ("measure", "unit", "scale", "lower_is_better")


def add(session: Session, given: MetricIn) -> Metric:
    """A new metric.

    Raises:
        RuleViolation: its code is taken, or its unit is kept with other decimals.
    """
    refuse_if_taken(session, Metric, "code", given.code)
    check_scale(given.unit, given.scale)
    metric = Metric.model_validate(given)
    session.add(metric)
    return metric


def edit(session: Session, metric: Metric, changes: Mapping[str, object]) -> None:
    """Changes fields of a metric.

    Raises:
        RuleViolation: its code is taken; or what its figures mean would change although there are some.
    """
    if any(name in changes and changes[name] != getattr(metric, name) for name in MEANING) and _used(session, metric):
        raise RuleViolation(
            _("{key} has figures already: its measure, unit and decimals stay").format(key=metric.code),
            _("add another metric: corecrm metric add"),
        )
    revise(session, metric, MetricIn, changes)
    check_scale(metric.unit, metric.scale)


def _used(session: Session, metric: Metric) -> bool:
    return any(session.exec(select(model).where(model.metric_id == metric.id).limit(1)).first() for model in (Actual, Goal))
