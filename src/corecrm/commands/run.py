"""One run of the program: where it reads and writes, who acts, which day it is, and how its results are shown.

The clock is read here and nowhere else. `run.show` writes data to stdout, `run.say` talk to stderr; nothing else in the
program writes.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from corecrm.commands.app import Verb
from corecrm.errors import Cancelled, InputMissing, UsageProblem
from corecrm.fields import Page, Table
from corecrm.nouns import BY_NAME
from corecrm.queries.listing import Filters
from corecrm.queries.resolve import Hit, find
from corecrm.store.config import Setting, default_database, files, write
from corecrm.store.place import Place
from corecrm.store.reader import Outdated, Reader, open_reader
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.exchange.prompting import Prompter
    from corecrm.store.changes import ChangeSet

SHANGHAI = timezone(timedelta(hours=8))
TERMINAL_ROWS = 200
TOUCHES_MANY = 3


@dataclass(slots=True)
class Settings:
    """What the command line, the variables and the settings files say about the whole run."""

    argv: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    config: Mapping[str, Setting] = field(default_factory=dict)
    config_file: str | None = None
    db: str | None = None
    actor: str | None = None
    date: str | None = None
    color: str = "auto"
    no_input: bool = False
    debug: bool = False

    def value(self, name: str) -> str | None:
        """A setting from a file or a variable."""
        found = self.config.get(name)
        return found.value if found else None


class CommandLine(Protocol):
    """Runs a command line; returns its exit code."""

    def __call__(self, argv: Sequence[str], *, out: TextIO, err: TextIO, outer: "ChangeSet | None") -> int:
        """`outer` is the change set that the line's writes become a part of."""


class Run:
    """What a verb is given."""

    def __init__(
        self, settings: Settings, out: TextIO | None = None, err: TextIO | None = None, prompter: "Prompter | None" = None
    ) -> None:
        self.settings = settings
        self.out, self.err = out or sys.stdout, err or sys.stderr
        self._prompter = prompter
        self._reader: Reader | None = None
        self.verb: Verb | None = None
        self.options: dict[str, Any] = {}
        self.code = 0
        self.outer: ChangeSet | None = None  # of the script that this run is a line of
        self.command_line: CommandLine | None = None  # runs another line

    def begin(self, verb: Verb, options: dict[str, Any]) -> None:
        """Called once the command line is understood: the shared options of `verb` as typed."""
        self.verb, self.options = verb, options
        late = {"db": options["late_db"], "actor": options["late_as"], "date": options["late_date"]}
        self.settings = replace(self.settings, **{name: value for name, value in late.items() if value is not None})
        self.settings.no_input |= options["late_no_input"]
        if options.get("output_json"):
            options["output_format"] = "json"

    # --- time, place, person ---

    @property
    def now(self) -> datetime:
        """The moment of recording: the real clock (CORECRM_NOW in tests)."""
        fixed = self.settings.environ.get("CORECRM_NOW")
        return datetime.fromisoformat(fixed) if fixed else datetime.now(UTC)

    @property
    def today(self) -> date:
        """The business day: --date, CORECRM_DATE, else today in Shanghai."""
        real = self.now.astimezone(SHANGHAI).date()
        asked = self.settings.date or self.settings.value("date")
        return self.parsed_day("--date", asked, real) if asked else real

    def day(self, text: str) -> date:
        """A date or a date phrase, from today on; ValueError with a sentence if it is neither."""
        from corecrm.periods import parse_date

        return parse_date(text, today=self.today)

    def parsed_day(self, option: str, text: str, today: date | None = None) -> date:
        """A date typed for `option`; a usage error with its name if it is none."""
        from corecrm.periods import parse_date

        try:
            return parse_date(text, today=today or self.today)
        except ValueError as error:
            raise UsageProblem(_("{name}: {problem}").format(name=option, problem=error)) from error

    def optional_day(self, name: str) -> date | None:
        """The date of a shared option such as `since`; None if it was not given."""
        text = self.options.get(name)
        return self.parsed_day("--" + name.replace("_", "-"), text, self.today) if text else None

    @property
    def on(self) -> date:
        """When the thing happened: --on, else today."""
        return self.optional_day("on") or self.today

    @property
    def happened(self) -> date:
        """The same of what cannot lie ahead: not after today.

        Raises:
            RuleViolation: --on is still to come.
        """
        from corecrm.rules.happening import come

        return come(self.on, today=self.today, what="--on")

    @property
    def place(self) -> Place:
        """Where the store is."""
        named = self.settings.db or self.settings.value("db")
        return Place.of(named) if named else Place(path=default_database())

    @property
    def actor(self) -> str | None:
        """The code of the staff member who acts, if anyone said so."""
        return self.settings.actor or self.settings.value("me")

    def prefix(self, noun: str) -> str:
        """What a new code of `noun` begins with: its prefix, after the site's where several stores exchange files."""
        site = self.settings.value("site")
        return BY_NAME[noun].prefix + (f"{site}-" if site else "")

    # --- reading ---

    @property
    def reader(self) -> Reader:
        """The store, as it was when first asked for; an older one is migrated first."""
        if self._reader is None and self.outer is not None:
            self._reader = Reader(self.outer.db)
        if self._reader is None:
            try:
                self._reader = open_reader(self.place)
            except Outdated:
                self.migrate()
                self._reader = open_reader(self.place)
        return self._reader

    def require_current(self) -> Reader:
        """The store, opened: that brings an older one up to date before it is written."""
        return self.reader

    def migrate(self) -> None:
        """Brings an older store up to date, after a verified backup."""
        from corecrm.store.migrate import migrate

        backup = migrate(self.place, now=self.now)
        self.say(_("the database was brought up to date; backup: {backup}").format(backup=backup))

    def close(self) -> None:
        """Lets go of the store."""
        if self._reader is not None and self.outer is None:
            self._reader.close()
        self._reader = None

    def flush(self) -> None:
        """Sends what is still buffered."""
        for stream in (self.out, self.err):
            try:
                stream.flush()
            except BrokenPipeError:
                from corecrm.commands.failing import silence_stdout

                silence_stdout()

    def find(self, noun: str, text: str, *, writing: bool | None = None) -> Hit:
        """The record that `text` names; says so on stderr where it was not named exactly.

        Raises:
            NotFound: none, or several.
        """
        if writing is None:
            writing = self.verb is not None and self.verb.act is not None
        if text == "me" and noun == "staff":
            if not self.actor:
                raise UsageProblem(_("nobody said who “me” is"), _("say it once: corecrm config set me STAFF"))
            text = self.actor
        hit = find(self.reader, BY_NAME[noun], text, writing=writing)
        if not hit.exact:
            self.say(_("{text} → {title} ({key})").format(text=text, title=hit.title, key=hit.key))
        return hit

    def optional(self, noun: str, option: str) -> int | None:
        """The id of the record that a shared option such as `group` names; None if it was not given."""
        text = self.options.get(option)
        return self.find(noun, text).id if text else None

    def keys(self, given: list[str]) -> list[str]:
        """The keys of the command line; `-` reads them from stdin, one a line.

        Raises:
            InputMissing: stdin is not text.
        """
        if given != ["-"]:
            return given
        try:
            return [line.strip() for line in sys.stdin if line.strip()]
        except UnicodeDecodeError as error:
            raise InputMissing(_("{path} is not text in UTF-8").format(path="stdin"), _("give one key a line")) from error

    @property
    def as_of(self) -> date:
        """The day whose records count: --as-of, else today."""
        return self.optional_day("as_of") or self.today

    @property
    def filters(self) -> Filters:
        """What a list is asked for."""
        wanted = self.options
        return Filters(
            as_of=self.as_of,
            where=tuple(wanted["where"] or ()),
            owner=self.optional("staff", "owner"),
            group=self.optional("group", "group"),
            inst=self.optional("institution", "inst"),
            under=self.optional("client", "under"),
            self_only=wanted["self_only"],
            since=self.optional_day("since"),
            until=self.optional_day("until"),
            sort=wanted["sort"],
            limit=self._limit(),
            removed=wanted["removed"],
            counts_more=self.on_screen,
        )

    def _limit(self) -> int | None:
        if self.options["limit"] is not None:
            return int(self.options["limit"])
        return TERMINAL_ROWS if self.on_screen and not self.options["all_rows"] else None

    def remember(self, values: Mapping[str, str | None]) -> None:
        """Keeps settings in the user's file; None leaves one as it is."""
        path = files(self.settings.config_file, self.settings.environ)[-1]
        for name, value in values.items():
            if value is not None:
                write(path, name, value)

    # --- showing ---

    @property
    def on_screen(self) -> bool:
        """Whether the result is a table for a person at a terminal."""
        return not self.options.get("output_format") and not self.options.get("output_file") and self.out.isatty()

    @property
    def interactive(self) -> bool:
        """Whether a question may be asked: both ends are terminals, and nobody forbade it."""
        forbidden = self.settings.no_input or bool(self.settings.environ.get("CORECRM_NO_INPUT"))
        return not forbidden and sys.stdin.isatty() and self.out.isatty()

    @property
    def prompter(self) -> "Prompter":
        """Who asks."""
        if self._prompter is None:
            from corecrm.exchange.prompting import TerminalPrompter

            self._prompter = TerminalPrompter()
        return self._prompter

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

    def say(self, text: str) -> None:
        """Tells a person something, on stderr."""
        print(text, file=self.err)

    # --- writing ---

    @property
    def dry_run(self) -> bool:
        """Whether nothing is to be changed."""
        return bool(self.options.get("dry_run"))

    @contextmanager
    def change(self, *, undoes: int | None = None, asks: bool = False) -> Iterator["ChangeSet"]:
        """A change set: committed at the end, then its result is shown.

        Args:
            undoes: the change set that this one takes back.
            asks: a dangerous act, to be confirmed when it touches three or more records.

        Raises:
            Forbidden: the actor's position may not do this.
        """
        if self.outer is not None:
            with self._joined(self.outer, asks=asks):
                yield self.outer
            return
        from corecrm.commands.answers import Answer
        from corecrm.store.changes import change_set

        occasion = self.occasion(undoes)
        answer = Answer(self)
        self.require_current()
        self.close()  # our own read would hold up our write
        with change_set(self.place, occasion, dry_run=self.dry_run) as work:
            self._reader = Reader(work.db)
            yield work
            answer.take(work)
            if asks:
                self._confirm(answer.records)
            self._reader = None
        answer.show()

    @contextmanager
    def _joined(self, outer: "ChangeSet", *, asks: bool) -> Iterator[None]:
        """A write that becomes a part of a script's change set, whose result is told when that ends."""
        reason = self.occasion().reason
        if reason:
            outer.reasons.append(reason)
        before = self.reader.value("SELECT coalesce(max(id), 0) FROM change")
        yield
        outer.flush()
        touched = "SELECT count(*) FROM (SELECT DISTINCT noun, row_id FROM change WHERE id > :before) AS touched"
        if asks:
            self._confirm(self.reader.value(touched, before=before))

    def log_look(self, noun: str, row_id: int, field: str) -> None:
        """Records that a masked field is about to be shown; see `store.access`."""
        from corecrm.store.access import Look, log_look

        self.close()
        log_look(self.place, Look(self.actor or "os:" + _login(self.settings.environ), self.now, noun, row_id, field))

    def occasion(self, undoes: int | None = None) -> Any:  # noqa: ANN401 - store.changes.Occasion, imported late
        """Who acts, by which command, why."""
        from corecrm.commands.permissions import allow
        from corecrm.store.changes import Occasion

        acts = self.verb is not None and self.verb.act is not None
        staffed = acts and self.reader.value("SELECT 1 FROM staff LIMIT 1") is not None
        # a new store, in which nobody is yet, takes anybody's word
        actor = self.find("staff", self.actor, writing=True).key if self.actor and staffed else self.actor
        behalf = self.options.get("on_behalf")
        if staffed and self.verb is not None and self.verb.act is not None:
            allow(self, self.find("staff", behalf).key if behalf else actor, self.verb.act)
        return Occasion(
            actor=actor or "os:" + _login(self.settings.environ),
            command=" ".join(("corecrm", *self.settings.argv)),
            recorded_at=self.now,
            reason=self.options.get("reason"),
            on_behalf=self.find("staff", behalf).key if behalf else None,
            document=self.options.get("document"),
            undoes=undoes,
        )

    def _confirm(self, records: int) -> None:
        if records < TOUCHES_MANY or self.options.get("yes") or self.dry_run:
            return
        question = _("this touches {count} records. Go on?").format(count=records)
        if not self.interactive:
            raise UsageProblem(question, _("answer with -y, or look first with --dry-run"))
        if not self.prompter.confirm(question):
            raise Cancelled(_("nothing was changed"))

    def output_path(self) -> Path | None:
        """The file of -o; None for stdout."""
        named = self.options.get("output_file")
        return Path(named).expanduser() if named and named != "-" else None


def _login(environ: Mapping[str, str]) -> str:
    return environ.get("LOGNAME") or environ.get("USER") or "unknown"
