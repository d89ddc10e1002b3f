"""Sheets of facts as banks keep them, a row a client and a column a metric, turned into one row a figure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from corecrm.errors import DataRejected
from corecrm.exchange.cells import Cell, NumberedRow
from corecrm.exchange.headings import Heading, heading_name
from corecrm.exchange.measured import Metric
from corecrm.exchange.options import Options
from corecrm.exchange.spec import ImportSpec
from corecrm.exchange.understanding import Column, Sheet
from corecrm.rules.measures import YUAN
from corecrm.text import _

ADDED = ("metric", "value", "unit", "place")


def by_heading(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The form in which headings are compared -> the metric of that code or name."""
    return {heading_name(name): metric for name, metric in metrics.items()}


def melted(sheet: Sheet, metrics: Mapping[str, Metric], spec: ImportSpec, options: Options) -> Sheet:
    """A sheet with a row a figure; the same sheet where it has one already.

    Raises:
        DataRejected: there are no figures, or nobody says the unit of a column of amounts.
    """
    wide = [
        (index, heading, metrics[heading.name]) for index, heading in enumerate(sheet.header.headings) if heading.name in metrics
    ]
    if sheet.column("value"):
        return sheet
    if not wide:
        raise _without_figures(sheet)
    for _index, heading, metric in wide:
        if metric.unit == YUAN and not (heading.unit or options.unit):
            raise _without_unit(sheet, heading)
    width = len(sheet.header.headings)
    columns = [column for column in sheet.columns if column.key not in ADDED and column.at not in {index for index, *_ in wide}]
    columns += [Column(key, spec.field(key), width + place, None) for place, key in enumerate(ADDED)]
    named = {heading.text for _index, heading, _metric in wide}
    return replace(
        sheet,
        columns=columns,
        ignored=[text for text in sheet.ignored if text not in named],
        data=_long(sheet.data, wide, width, options.unit),
    )


def _without_figures(sheet: Sheet) -> DataRejected:
    message = _("{place} has no figures: no column is called after a metric, and none 数值").format(place=sheet.source.name)
    return DataRejected(message, _("the metrics and their names: corecrm metric list"))


def _without_unit(sheet: Sheet, heading: Heading) -> DataRejected:
    message = _("{place} row {row} column {column}: nobody says the unit of “{heading}”").format(
        place=sheet.source.name, row=sheet.header.row, column=heading.column_letter, heading=heading.text
    )
    return DataRejected(
        message, _("write it in the heading, such as {heading}（万元）, or say --unit 万元").format(heading=heading.text)
    )


def _long(
    data: Iterator[NumberedRow], wide: list[tuple[int, Heading, Metric]], width: int, unit: str | None
) -> Iterator[NumberedRow]:
    """One row a figure: the cells of its row, then the metric's code, the value, its unit, and its column."""
    for number, cells in data:
        row: list[Cell] = [*cells[:width], *[None] * (width - len(cells))]
        for index, heading, metric in wide:
            if row[index] is not None and row[index] != "":
                yield number, [*row, metric.code, row[index], heading.unit or unit, heading.column_letter]
