"""Where a result goes and in which form: the output options against the terminal."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corecrm.errors import UsageProblem
from corecrm.fields import Page, Table
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.circumstances import Circumstances
    from corecrm.commands.run import Run
    from corecrm.render.surface import Surface

NO_TERMINAL = 96


def show(run: "Run", thing: Table | Page) -> None:
    """Writes `thing` as the options ask.

    Raises:
        UsageProblem: an unknown format or column.
        OutputRefused: the file cannot be written.
    """
    from corecrm import render

    path, terminal, keys = run.output_path(), run.out.isatty(), bool(run.options.get("output_keys"))
    wanted = render.format_for(run.options.get("output_format"), path, terminal=terminal)
    if run.options.get("output_columns"):
        thing = _only(thing, run.options["output_columns"])
    if isinstance(thing, Table) and not thing.rows and wanted in ("table", "tsv") and not keys:
        run.say(_("nothing found"))
    overwrite = bool(run.options.get("output_overwrite"))
    warnings = render.write(
        thing, fmt=wanted, stream=run.out, surface=surface(run, wanted), to_file=path, overwrite=overwrite, keys_only=keys
    )
    for warning in warnings:
        run.say(warning)
    _tell_written(run, path)


def _tell_written(run: "Run", path: Path | None) -> None:
    """A person hears where the result went; a script named the file itself."""
    if path is not None and run.out.isatty():
        run.say(_("written: {path}").format(path=path))


def write_text(run: "Run", text: str) -> None:
    """Writes a text in a form of its own, such as a drawing, where the options ask for it."""
    path = run.output_path()
    if path is None:
        run.out.write(run.palette.encodable(text))
        return
    from corecrm.render.saving import write_atomically

    write_atomically(path, lambda file: file.writelines([text.encode()]), overwrite=bool(run.options.get("output_overwrite")))
    _tell_written(run, path)


def as_screen(run: "Run") -> bool:
    """Whether a result is laid out for a person to look at, rather than written as data."""
    from corecrm import render

    return render.format_for(run.options.get("output_format"), run.output_path(), terminal=run.out.isatty()) == "table"


def wants_records(run: "Run") -> bool:
    """Whether each row of a result has to be a record: for data, for its keys, for columns that were named."""
    return bool(run.options.get("output_keys") or run.options.get("output_columns")) or not as_screen(run)


def surface(run: "Run", wanted: str) -> "Surface":
    """What stdout can show; a table that was asked for by name is fitted to a width in a pipe too."""
    from corecrm.render.surface import Surface

    terminal = run.out.isatty()
    return Surface(
        width=width(run) if terminal or wanted == "table" else None, palette=run.palette, colour=run.colour, terminal=terminal
    )


def width(run: "Circumstances") -> int:
    """The terminal's columns; COLUMNS wins, 96 where there is no terminal."""
    said = run.settings.environ.get("COLUMNS", "")
    if said.isdigit() and int(said) > 0:
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or NO_TERMINAL  # some terminals do not know
    except (OSError, ValueError):
        return NO_TERMINAL


def _only(thing: Table | Page, names: str) -> Table:
    if isinstance(thing, Page):
        remedy = _("take all of it with --json, or one --section where there are sections")
        raise UsageProblem(_("--columns needs a single table"), remedy)
    keys = []
    for name in names.split(","):
        wanted = name.strip().casefold()
        found = next((c.key for c in thing.columns if wanted in (c.key, c.label.zh.casefold(), c.label.en.casefold())), None)
        if found is None:
            known = ", ".join(column.key for column in thing.columns)
            raise UsageProblem(
                _("--columns: there is no field “{name}”").format(name=name.strip()), _("fields: {names}").format(names=known)
            )
        keys.append(found)
    return thing.only(keys)
