"""The quarterly core client management report 核心客户管理报告: its chapters in order.

A chapter is a module with `section(ask)`; a new one is added to `CHAPTERS`. Source: domain 5, the report's ten sections.
"""

from collections.abc import Callable, Iterator
from datetime import date

from corecrm.errors import RuleViolation
from corecrm.fields import Column, Page, Table
from corecrm.fields import report as F
from corecrm.periods import Period
from corecrm.reports.quarter import completion, figures, members, risks, tasks, team
from corecrm.reports.quarter.cover import cover
from corecrm.reports.quarter.shapes import Ask, Report, Scope, Section, without_empty
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
        RuleViolation: the period has not begun, or `as_of` is not a day of it that has come.
    """
    if period.start > today:
        raise RuleViolation(_("{period} has not begun on {today}").format(period=period.label, today=today))
    last = min(period.end, today)
    if as_of is not None and not period.start <= as_of <= last:
        problem = _("{day} is not a day of {period} that has come").format(day=as_of, period=period.label)
        raise RuleViolation(problem, _("a day from {first} to {last}").format(first=period.start, last=last))
    ask = Ask(db, scope, period, as_of or last, today)
    sections = tuple(without_empty(chapter(ask)) for chapter in CHAPTERS)
    warnings = tuple(_warnings(ask))
    if warnings:
        sections = tuple(section._replace(chart=None) for section in sections)
    front = cover(ask, sections, store=store, warnings=warnings)
    return Report(_("Core client management report"), scope, period, ask.as_of, front, sections, warnings)


def _warnings(ask: Ask) -> Iterator[str]:
    """That there is nothing to report on: a report of a period without figures looks like one of a bad period."""
    if not ask.known:
        text = _("{subject} has no figures from {start} to {end}: what the report shows of {period} is older or missing")
        yield text.format(subject=ask.scope.name, start=ask.period.start, end=ask.as_of, period=ask.period.label)


def page(report: Report) -> Page:
    """The same tables for the terminal and for JSON, which gets the warnings as well."""
    tables = tuple(section.table for section in report.sections)
    title = f"{report.title}　{report.scope.name} ({report.scope.code})　{report.period.label}"
    warnings = Table("", (Column(F.message, on="data"),), [(text,) for text in report.warnings], key="message", name="warnings")
    return Page(title, (report.cover, *tables, warnings), as_of=report.as_of)
