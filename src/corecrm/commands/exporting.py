"""corecrm export: records as files that import reads back."""

from typing import TYPE_CHECKING

from corecrm.commands.app import Verbs
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.exchange.specs import NOUNS
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.fields import Table

app = Verbs()
VERB_HELP = (
    N_("Export all records of this kind with every field; import reads the file back.")
    + """

Examples:
    corecrm export {noun} -o {noun}.csv
    corecrm export {noun} -f jsonl
"""
)


def _verb(noun: str) -> None:
    """Declares `export NOUN`."""

    def verb(run: Run) -> None:
        from corecrm.exchange.exporting import table
        from corecrm.exchange.specs import spec_of

        run.show(table(run.reader, spec_of(noun)))

    verb.__name__ = noun
    verb.__doc__ = VERB_HELP.format(noun=noun)
    app.reads(verb)


for _noun in NOUNS:
    _verb(_noun)


@app.reads
def all_(run: Run) -> None:
    """Export everything: a CSV file a noun into a folder, or a sheet a noun into a workbook; import bundle reads it back.

    Examples:
        corecrm export all -o backup-2026-11
        corecrm export all -o bank.xlsx
    """
    path = run.output_path()
    if path is None:
        raise UsageProblem(
            _("{path}: {name} is missing").format(path="corecrm export all", name="-o"),
            _("name a folder, or a file such as bank.xlsx"),
        )
    from corecrm.exchange.exporting import export_all

    done = export_all(run.reader, path)
    run.options["output_file"] = None
    run.show(_written(done))
    run.say(_("written to {path}; read back: corecrm import bundle {path}").format(path=path))


def _written(done: list[tuple[str, int]]) -> "Table":
    from corecrm.fields import Kind, Label, Table, columns
    from corecrm.fields import batch as B

    return Table(_("Exported"), columns(B.noun, Label("count", "记录数", "Records", Kind.count)), done, key="noun")
