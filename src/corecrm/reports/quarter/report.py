"""The quarterly core client management report 核心客户管理报告: its chapters in order.

A chapter is a module with `section(ask)`; a new one is added to `CHAPTERS`. Source: domain 5, the report's ten sections.
"""

from collections.abc import Callable
from datetime import date

from corecrm.errors import RuleViolation
from corecrm.fields import Page
from corecrm.periods import Period
from corecrm.reports.quarter import completion, figures, members, risks, tasks, team
from corecrm.reports.quarter.cover import cover
from corecrm.reports.quarter.shapes import Ask, Report, Scope, Section
from corecrm.store.reader import Reader
from corecrm.text import _

CHAPTERS: tuple[Callable[[Ask], Section], ...] = (
    figures.section,
    completion.section,
    team.section,
    members.section,
    tasks.section,
    risks.section,
)


def quarter(db: Reader, scope: Scope, period: Period, *, today: date, store: str, as_of: date | None = None) -> Report:
    """The report of a group or an institution for a period; it writes nothing.

    Args:
        db: the store.
        scope: whose.
        period: usually a quarter.
        today: the day that it is made on.
        store: the store's name, for the cover.
        as_of: the day whose figures count; the period's last day, or today while it has not passed.

    Raises:
        RuleViolation: the period has not begun.
    """
    if period.start > today:
        raise RuleViolation(_("{period} has not begun on {today}").format(period=period.label, today=today))
    ask = Ask(db, scope, period, as_of or min(period.end, today), today)
    sections = tuple(chapter(ask) for chapter in CHAPTERS)
    filters = f"{scope.noun} = {scope.code}"
    front = cover(ask, sections, store=store, filters=filters)
    return Report(_("Core client management report"), scope, period, ask.as_of, front, sections)


def page(report: Report) -> Page:
    """The same tables for the terminal and for JSON."""
    tables = tuple(section.table for section in report.sections)
    title = f"{report.title}　{report.scope.name} ({report.scope.code})　{report.period.label}"
    return Page(title, (report.cover, *tables), as_of=report.as_of)
