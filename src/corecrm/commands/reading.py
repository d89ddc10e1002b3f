"""How a run reads: it opens the store, finds the record that a text names, and takes a list's filters from the options."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO

from corecrm.commands.circumstances import Circumstances
from corecrm.commands.settings import Settings
from corecrm.errors import InputMissing, UsageProblem
from corecrm.nouns import BY_NAME
from corecrm.queries.listing import Filters
from corecrm.queries.resolve import Hit, find
from corecrm.store.reader import Outdated, Reader, open_reader
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.exchange.prompting import Prompter
    from corecrm.store.changes import ChangeSet

TERMINAL_ROWS = 200


class Reading(Circumstances):
    """A run, as far as it reads."""

    def __init__(
        self, settings: Settings, out: TextIO | None = None, err: TextIO | None = None, prompter: "Prompter | None" = None
    ) -> None:
        super().__init__(settings, out, err, prompter)
        self._reader: Reader | None = None
        self.outer: ChangeSet | None = None  # of the script that this run is a line of

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

    @contextmanager
    def reading_through(self, db: Any) -> Iterator[None]:  # noqa: ANN401 - a driver's connection
        """Reads by a write's own connection for a while, so that what it has changed is seen."""
        self._reader = Reader(db)
        try:
            yield
        finally:
            self._reader = None

    def close(self) -> None:
        """Lets go of the store."""
        if self._reader is not None and self.outer is None:
            self._reader.close()
        self._reader = None

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
            where=tuple(wanted.get("where") or ()),
            owner=self.optional("staff", "owner"),
            group=self.optional("group", "group"),
            inst=self.optional("institution", "inst"),
            under=self.optional("client", "under"),
            self_only=wanted.get("self_only", False),
            since=self.optional_day("since"),
            until=self.optional_day("until"),
            sort=wanted.get("sort"),
            limit=self._limit(),
            removed=wanted.get("removed", False),
            counts_more=self.on_screen,
        )

    def _limit(self) -> int | None:
        wanted: int | None = self.options.get("limit")
        if wanted is not None:
            return wanted
        return TERMINAL_ROWS if self.on_screen and not self.options.get("all_rows", True) else None

    @property
    def on_screen(self) -> bool:
        """Whether the result is a table for a person at a terminal."""
        return not self.options.get("output_format") and not self.options.get("output_file") and self.out.isatty()
