"""What the verbs that add, change, remove and restore records of any noun share."""

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corecrm.commands.options import Reads
from corecrm.errors import UsageProblem
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.commands.run import Run

ClearOption = Annotated[list[str] | None, typer.Option("--clear", metavar="FIELD", help=N_("Empty this field; may be repeated"))]


def id_of(noun: str, option: str) -> Reads:
    """Reads an option that names a record: its id."""
    return Reads(option, lambda run, text: run.find(noun, text).id)


def given(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - options of any type
    """The options that were given, by field."""
    return {name: value for name, value in values.items() if value is not None}


def changes(path: str, values: Mapping[str, Any], clear: Sequence[str] | None, clearable: Sequence[str]) -> dict[str, Any]:
    """What an edit was asked for, by field; a field to be emptied as None.

    Args:
        path: the command, for its help.
        values: the options that were given.
        clear: the fields named by --clear; a reference by its name without `_id`.
        clearable: the fields that may be empty.

    Raises:
        UsageProblem: a field that may not, or nothing at all.
    """
    names = {field.removesuffix("_id"): field for field in clearable}
    for name in clear or ():
        if name not in names:
            raise UsageProblem(_("--clear: “{name}” is not a field that can be empty").format(name=name), ", ".join(sorted(names)))
    wanted = {**values, **{names[name]: None for name in clear or ()}}
    if not wanted:
        raise UsageProblem(_("nothing to change was given"), _("see: {path} --help").format(path=path))
    return wanted


def remove_all(run: "Run", noun: str, keys: list[str]) -> None:
    """Removes the records that `keys` name, all in one change set; says what still hangs on them."""
    from corecrm.queries.hanging import warnings

    ids = [run.find(noun, key).id for key in run.keys(keys)]
    with run.change(asks=True) as work:
        from corecrm.services.records import get, remove

        for row_id in ids:
            remove(get(work.session, model_of(noun), row_id), on=run.happened)
        work.flush()
        for row_id in ids:
            work.notices += warnings(run.reader, noun, row_id, as_of=run.happened)


def restore_all(run: "Run", noun: str, keys: list[str]) -> None:
    """Brings the records that `keys` name back, all in one change set."""
    ids = [run.find(noun, key).id for key in run.keys(keys)]
    with run.change() as work:
        from corecrm.services.records import get, restore

        for row_id in ids:
            restore(get(work.session, model_of(noun), row_id))


def model_of(noun: str) -> Any:  # noqa: ANN401 - the class of a table
    """The model of a noun: the class of its name in the module of its name."""
    return getattr(importlib.import_module(f"corecrm.models.{noun}"), noun.capitalize())
