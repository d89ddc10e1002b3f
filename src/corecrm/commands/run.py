"""One run of the program, as a verb is given it: its circumstances, what it reads, and how its results are shown and written.

`run.show` writes data to stdout, `run.say` talk to stderr; nothing else in the program writes.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from corecrm.commands.app import Verb
from corecrm.commands.reading import Reading
from corecrm.fields import Page, Table

if TYPE_CHECKING:
    from corecrm.store.changes import ChangeSet


class CommandLine(Protocol):
    """Runs a command line; returns its exit code."""

    def __call__(self, argv: Sequence[str], *, out: TextIO, err: TextIO, outer: "ChangeSet | None") -> int:
        """`outer` is the change set that the line's writes become a part of."""


class Run(Reading):
    """What a verb is given."""

    command_line: CommandLine | None = None  # runs another line

    def begin(self, verb: Verb, options: dict[str, Any]) -> None:
        """Called once the command line is understood: the shared options of `verb` as typed."""
        self.verb, self.options = verb, options
        late = {"db": options["late_db"], "actor": options["late_as"], "date": options["late_date"]}
        self.settings = replace(self.settings, **{name: value for name, value in late.items() if value is not None})
        self.settings.no_input |= options["late_no_input"]
        self.settings.debug |= options["late_debug"]
        self.settings.take_colour(options["late_color"])
        if options.get("output_json"):
            options["output_format"] = "json"

    def flush(self) -> None:
        """Sends what is still buffered."""
        for stream in (self.out, self.err):
            try:
                stream.flush()
            except BrokenPipeError:
                from corecrm.commands.failing import silence_stdout

                silence_stdout()

    @property
    def palette(self) -> Any:  # noqa: ANN401 - render's Palette, imported late
        """The glyphs that stdout's encoding has."""
        from corecrm.render.palette import palette_for

        return palette_for(getattr(self.out, "encoding", None) or "utf-8")

    @property
    def colour(self) -> bool:
        """Whether stdout gets colours."""
        from corecrm.render.colour import wants_colour

        return wants_colour(self.settings.color, self.settings.environ, is_tty=self.out.isatty())

    def show(self, thing: Table | Page) -> None:
        """Writes a result to stdout or to the file of -o, in the format asked for."""
        from corecrm.commands.showing import show

        show(self, thing)

    def show_page(self, page: str) -> None:
        """Writes a help page to stdout."""
        self.out.write(self.palette.encodable(page.rstrip() + "\n"))

    def output_path(self) -> Path | None:
        """The file of -o; None for stdout."""
        named = self.options.get("output_file")
        return Path(named).expanduser() if named and named != "-" else None

    @property
    def dry_run(self) -> bool:
        """Whether nothing is to be changed."""
        return bool(self.options.get("dry_run"))

    def change(self, *, undoes: int | None = None, asks: bool = False) -> AbstractContextManager["ChangeSet"]:
        """A change set: committed at the end of the `with` block, then its result is shown.

        Args:
            undoes: the change set that this one takes back.
            asks: a dangerous act, to be confirmed when it touches three or more records.

        Raises:
            Forbidden: the actor's position may not do this.
        """
        from corecrm.commands.writing import change

        return change(self, undoes=undoes, asks=asks)
