"""What a command that keeps no change set answers: a sentence for a person, data where data is asked for."""

from typing import TYPE_CHECKING

from corecrm.errors import FindingsReported
from corecrm.fields import Table
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.run import Run

ASKS_FOR_DATA = ("output_format", "output_columns", "output_file", "output_keys")


def tell(run: "Run", table: Table, sentence: str) -> None:
    """Says `sentence` on stderr; under -f, --columns, -o or -q writes `table` instead."""
    if any(run.options.get(name) for name in ASKS_FOR_DATA):
        run.show(table)
    else:
        run.say(sentence)


def tell_findings(run: "Run", found: Table) -> None:
    """Shows what checks have found; nothing found is silence, but for data where that is asked for.

    Raises:
        FindingsReported: something was found.
    """
    if found.rows or any(run.options.get(name) for name in ASKS_FOR_DATA):
        run.show(found)
    if found.rows:
        raise FindingsReported(
            _("findings: {count}").format(count=len(found.rows)), _("what a check looks at: corecrm check --list")
        )


def show_bare(run: "Run", table: Table) -> None:
    """Writes just the keys of `table`, one a line, so that `$(…)` takes them; the whole table where a form is asked for."""
    if not any(run.options.get(name) for name in ASKS_FOR_DATA):
        run.options["output_keys"] = True
    run.show(table)
