"""Tables and pages as Markdown, to be pasted into a document: what a screen shows, without its width."""

from collections.abc import Iterator, Sequence

from corecrm.fields import Page, Table
from corecrm.render.cells import NUMBERS, on_screen, scale_for
from corecrm.render.data import tables
from corecrm.render.plain import plain
from corecrm.render.screen import heading_of, more_of, texts_of
from corecrm.render.surface import PIPE

_MEANT_AS_TEXT = str.maketrans({sign: f"\\{sign}" for sign in "\\|*`[<"})


def markdown(thing: Table | Page) -> Iterator[str]:
    """A heading, a pipe table and the notes of each table."""
    if isinstance(thing, Page):
        yield f"# {_escaped(thing.title)}\n\n" + "".join(f"{_escaped(on_screen(text))}\n\n" for text in thing.lead)
    for table in tables(thing):
        yield _table(table)
    if isinstance(thing, Page):
        yield "".join(f"{_escaped(on_screen(note))}\n\n" for note in thing.notes)


def _table(table: Table) -> str:
    scale = scale_for(table)
    texts = texts_of(table, PIPE, scale)
    marks = ["---:" if column.label.kind in NUMBERS else "---" for column in texts.columns]
    cells = [list(map(_escaped, column)) for column in texts.texts]
    heading = heading_of(table, texts.columns, scale)
    rows = [_row([*map(_escaped, texts.heads)]), _row(marks), *map(_row, zip(*cells, strict=True))]
    blocks = [f"## {_escaped(heading)}"] if heading else []
    blocks += ["\n".join(rows), *(_escaped(on_screen(note)) for note in (*table.notes, *more_of(table)))]
    return "".join(f"{block}\n\n" for block in blocks)


def _escaped(text: str) -> str:
    return plain(text).translate(_MEANT_AS_TEXT)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
