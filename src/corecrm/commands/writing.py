"""How a run writes: one change set, permitted and confirmed, whose answer is shown at its end."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corecrm.errors import Cancelled, UsageProblem
from corecrm.store.changes import ChangeSet, Occasion, change_set
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.run import Run

TOUCHES_MANY = 3
_SECRET = re.compile(r"(--phone[ =]|://[^\s:@/]+:)[^\s@]+")


@contextmanager
def change(run: "Run", *, undoes: int | None, asks: bool) -> Iterator[ChangeSet]:
    """A change set: committed at the end, then its result is shown; see `Run.change`."""
    if run.outer is not None:
        with _joined(run, run.outer, asks=asks):
            yield run.outer
        return
    from corecrm.commands.answers import Answer
    from corecrm.queries.gaps import gaps
    from corecrm.services.judge import judge

    who = occasion(run, undoes)
    answer = Answer(run)
    run.require_current()
    run.close()  # our own read would hold up our write
    with change_set(run.place, who, dry_run=run.dry_run, judge=judge(run.today)) as work, run.reading_through(work.db):
        yield work
        work.flush()
        work.notices += gaps(run.reader, work.since, run.today)
        answer.take(work)
        if asks:
            _confirm(run, answer.records)
    answer.show()


@contextmanager
def _joined(run: "Run", outer: ChangeSet, *, asks: bool) -> Iterator[None]:
    """A write that becomes a part of a script's change set, whose result is told when that ends."""
    reason = occasion(run).reason
    if reason:
        outer.reasons.append(reason)
    before = run.reader.value("SELECT coalesce(max(id), 0) FROM change")
    yield
    outer.flush()
    touched = "SELECT count(*) FROM (SELECT DISTINCT noun, row_id FROM change WHERE id > :before) AS touched"
    if asks:
        _confirm(run, run.reader.value(touched, before=before))


def _confirm(run: "Run", records: int) -> None:
    if records < TOUCHES_MANY or run.options.get("yes") or run.dry_run:
        return
    question = _("this touches {count} records. Go on?").format(count=records)
    if not run.interactive:
        raise UsageProblem(question, _("answer with -y, or look first with --dry-run"))
    if not run.prompter.confirm(question):
        raise Cancelled(_("nothing was changed"))


def occasion(run: "Run", undoes: int | None = None) -> Occasion:
    """Who acts, by which command, why.

    Raises:
        Forbidden: the actor's position may not do this.
    """
    from corecrm.commands.permissions import allow

    act = run.verb.act if run.verb is not None else None
    staffed = act is not None and run.reader.value("SELECT 1 FROM staff LIMIT 1") is not None
    # a new store, in which nobody is yet, takes anybody's word
    actor = run.find("staff", run.actor, writing=True).key if run.actor and staffed else run.actor
    behalf = run.options.get("on_behalf")
    if staffed and act is not None:
        allow(run, run.find("staff", behalf).key if behalf else actor, act)
    return Occasion(
        actor=actor or _login(run.settings.environ),
        command=discreet(" ".join(("corecrm", *run.settings.argv))),
        recorded_at=run.now,
        reason=run.options.get("reason"),
        on_behalf=run.find("staff", behalf).key if behalf else None,
        document=run.options.get("document"),
        undoes=undoes,
    )


def discreet(command: str) -> str:
    """A command line as the log keeps it: without phone numbers, which screens mask, and without a server's password."""
    return _SECRET.sub(lambda match: f"{match[1]}****", command)


def log_look(run: "Run", noun: str, row_id: int, field: str) -> None:
    """Records that a masked field is about to be shown; see `store.access`."""
    from corecrm.store import access

    run.close()
    access.log_look(run.place, access.Look(run.actor or _login(run.settings.environ), run.now, noun, row_id, field))


def _login(environ: Mapping[str, str]) -> str:
    return "os:" + (environ.get("LOGNAME") or environ.get("USER") or "unknown")
