"""What can be done to metrics."""

from collections.abc import Mapping

from sqlmodel import Session

from corecrm.models.metric import Metric, MetricIn
from corecrm.rules.measures import check_scale
from corecrm.services.editing import revise
from corecrm.services.records import refuse_if_taken


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

    Whether it may mean something else now depends on its figures: the judge of every write says (`services.judge.facts`).

    Raises:
        RuleViolation: its code is taken, or its unit is kept with other decimals.
    """
    revise(session, metric, MetricIn, changes)
    check_scale(metric.unit, metric.scale)
