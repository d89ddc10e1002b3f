"""What verbs that act on records share: doing it to several in one change set, who acts, and why."""

from collections.abc import Callable
from typing import Any

from corecrm.commands.editing import model_of
from corecrm.commands.run import Run
from corecrm.errors import UsageProblem
from corecrm.text import _


def act_on(run: Run, noun: str, keys: list[str], act: Callable[[Any], None]) -> None:
    """Does `act` to every record of `noun` that `keys` name (`-` reads them from stdin), all of them in one change set."""
    ids = [run.find(noun, key).id for key in run.keys(keys)]
    with run.change() as work:
        from corecrm.services.records import get

        for row_id in ids:
            act(get(work.session, model_of(noun), row_id))


def acting(run: Run) -> str:
    """The code or name of who acts.

    Raises:
        UsageProblem: nobody said who.
    """
    if not run.actor:
        raise UsageProblem(_("nobody said who acts"), _("say it with --as STAFF, or once for all: corecrm config set me STAFF"))
    return run.actor


def needed_reason(run: Run, path: str, why: str) -> str:
    """The reason that was given.

    Args:
        run: the run.
        path: the command, for the message.
        why: it needs one.

    Raises:
        UsageProblem: none was.
    """
    reason = run.options["reason"]
    if not reason:
        raise UsageProblem(_("{path}: {name} is missing").format(path=path, name="--reason"), why)
    return str(reason)
