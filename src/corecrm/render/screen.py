"""Tables, records and pages as lines for a terminal: a title, the figures, what is left out; never a line too wide."""

from collections.abc import Sequence

from corecrm.fields import Column, Kind, Page, Table
from corecrm.render.cells import (
    UNKNOWN,
    WAN,
    Form,
    Scale,
    fill,
    on_screen,
    record_form,
    scale_for,
    screen_form,
    screen_heading,
    shown,
    units_once,
    values_of,
    yes_no,
)
from corecrm.render.colour import paint, style_of
from corecrm.render.fit import Layout, Texts, fit
from corecrm.render.grid import RICH_ROWS, grid, own_lines, rich_agrees, rich_lines
from corecrm.render.palette import Palette
from corecrm.render.plain import plain, plain_column
from corecrm.render.stack import stacked
from corecrm.render.surface import Surface
from corecrm.render.width import fold_parts
from corecrm.text import pick


def screen_lines(thing: Table | Page, surface: Surface) -> list[str]:
    """The lines of a table or a page. A table without rows has none: that there is nothing is said by the caller."""
    if isinstance(thing, Page):
        return _page_lines(thing, surface)
    return _table_lines(thing, surface) if thing.rows else []


def _page_lines(page: Page, surface: Surface) -> list[str]:
    head = _prose(surface, heading_of(page, (), WAN), "head")
    blocks = [[*head, *(line for text in page.lead for line in _prose(surface, on_screen(text)))]]
    blocks += [_table_lines(part, surface) for part in page.parts if shown(part, "screen")]
    blocks.append([line for note in page.notes for line in _prose(surface, on_screen(note), "dim")])
    return _spaced(blocks)


def _table_lines(table: Table, surface: Surface) -> list[str]:
    scale = scale_for(table)
    texts = texts_of(table, surface, scale)
    layout = None if table.card else fit(texts, surface.cells)
    kept = texts.columns if layout is None else [texts.columns[index] for index in layout.kept]
    heading = heading_of(table, kept if table.rows else (), scale)
    head = _prose(surface, heading, "head") if heading else []
    notes = [line for note in [*table.notes, *more_of(table)] for line in _prose(surface, on_screen(note), "dim")]
    if not table.rows:
        return _spaced([[*head, *_prose(surface, pick("（无）", "(none)"), "dim")], notes])
    body = stacked(texts, surface.cells) if layout is None else _grid_lines(table, texts, layout, surface)
    return _spaced([[*head, *body], notes] if table.card else [head, body, notes])


def _prose(surface: Surface, text: str, style: str = "") -> list[str]:
    """A sentence as lines."""
    line = surface.palette.adapt(plain(text))
    parts = [line] if surface.cells is None else fold_parts(line, surface.cells)
    return [paint(part, style) for part in parts] if surface.colour else parts


def _spaced(blocks: list[list[str]]) -> list[str]:
    """The blocks that have lines, an empty line between two."""
    return [line for block in blocks if block for line in ["", *block]][1:]


def heading_of(thing: Table | Page, columns: Sequence[Column], scale: Scale) -> str:
    """The title, the day the figures are of and, once for all `columns`, the unit of their amounts."""
    day = pick(f"基准日 {thing.as_of}", f"as of {thing.as_of}") if thing.as_of else ""
    unit = pick(f"单位：{scale.word}", f"Unit: {scale.word}") if any(column.label.kind is Kind.money for column in columns) else ""
    return " · ".join(part for part in (thing.title, day, unit) if part)


def more_of(table: Table) -> list[str]:
    """That there are more rows than these, and how to see them."""
    return [pick(f"另 {table.more:,} 条：--all", f"{table.more:,} more: --all")] if table.more else []


def texts_of(table: Table, surface: Surface, scale: Scale) -> Texts:
    """The columns for a screen as texts that it can show."""
    table, indexes = units_once(table), shown(table, "screen")
    columns = tuple(table.columns[index] for index in indexes)
    values = values_of(table.rows, indexes)
    texts = [fill(column, _form(table, label, scale), UNKNOWN) for column, label in zip(values, columns, strict=True)]
    heads = [screen_heading(column.label) for column in columns]
    return Texts(columns, _adapted(heads, surface.palette), [_adapted(column, surface.palette) for column in texts], table.key)


def _form(table: Table, column: Column, scale: Scale) -> Form:
    """How a value is read: a flag by its sign within a list, in words on a record of its own."""
    if table.card and column.label.kind is Kind.flag:
        return yes_no
    return record_form(column.label, scale) if table.in_full else screen_form(column.label, scale)


def _adapted(texts: list[str], palette: Palette) -> list[str]:
    clean = plain_column(texts)
    return clean if palette.encoding == "utf-8" else [palette.adapt(text) for text in clean]


def _grid_lines(table: Table, texts: Texts, layout: Layout, surface: Surface) -> list[str]:
    columns = grid(texts, _styles(table, texts) if surface.colour else [], layout)
    by_rich = surface.terminal and len(table.rows) <= RICH_ROWS and rich_agrees(columns)
    write = rich_lines if by_rich else own_lines
    return write(columns, layout.gap, surface.palette, colour=surface.colour)


def _styles(table: Table, texts: Texts) -> list[list[str]]:
    values = values_of(table.rows, shown(table, "screen"))
    return [
        [style_of(*pair) for pair in zip(column, shown_as, strict=True)]
        for column, shown_as in zip(values, texts.texts, strict=True)
    ]
