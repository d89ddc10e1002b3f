"""The circumstances of a run: which day it is, where the store is, who acts. The clock is read here and nowhere else."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TextIO

from corecrm.commands.app import Verb
from corecrm.commands.settings import Settings
from corecrm.errors import UsageProblem
from corecrm.fields import SHANGHAI
from corecrm.nouns import BY_NAME
from corecrm.store.config import default_database, files, write
from corecrm.store.place import Place
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.exchange.prompting import Prompter


class Circumstances:
    """What holds for everything that a run does."""

    def __init__(
        self, settings: Settings, out: TextIO | None = None, err: TextIO | None = None, prompter: "Prompter | None" = None
    ) -> None:
        self.settings = settings
        self.out, self.err = out or sys.stdout, err or sys.stderr
        self._prompter = prompter
        self.verb: Verb | None = None
        self.options: dict[str, Any] = {}
        self.code = 0

    def say(self, text: str) -> None:
        """Tells a person something, on stderr; a terminal gets lines that end between words and between the parts of a list."""
        if self.err.isatty():
            from corecrm.commands.showing import width
            from corecrm.render.width import fold_parts

            text = "\n".join(piece for line in text.splitlines() for piece in fold_parts(line, width(self)))
        print(text, file=self.err)

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

    def remember(self, values: Mapping[str, str | None]) -> None:
        """Keeps settings in the user's file; None leaves one as it is."""
        path = files(self.settings.config_file, self.settings.environ)[-1]
        for name, value in values.items():
            if value is not None:
                write(path, name, value)

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
