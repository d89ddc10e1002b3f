"""What is said about a whole run before its verb is known: by the command line, the variables and the settings files."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from corecrm.errors import UsageProblem
from corecrm.store.config import Setting, load
from corecrm.text import _, language_of_locale, use_language

COLOURS = ("auto", "always", "never")
COMPLETE = "_CORECRM_COMPLETE"  # what the shell sets when it asks for a completion


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

    def take(self, argv: Sequence[str]) -> None:
        """Language and settings files come first: every later message depends on them.

        Args:
            argv: the words of the command line, which nobody has understood yet.

        Raises:
            UsageProblem: a language that the program does not speak.
            StoreUnavailable: a settings file cannot be read.
        """
        use_language(language_of_locale(self.environ))
        self.config_file = said(argv, "--config")
        self.config = load(self.config_file, self.environ)
        wanted = said(argv, "--lang") or self.value("lang")
        if wanted and wanted not in ("zh", "en"):
            raise UsageProblem(_("--lang: “{value}” is not zh or en").format(value=wanted))
        if wanted:
            use_language(wanted)

    def take_colour(self, wanted: str | None) -> None:
        """Whether there are colours, as an option says; nothing changes where it was not given.

        Raises:
            UsageProblem: it says something else.
        """
        if wanted is not None and wanted not in COLOURS:
            raise UsageProblem(_("--color: “{value}” is not auto, always or never").format(value=wanted))
        self.color = wanted or self.color


def said(argv: Sequence[str], option: str) -> str | None:
    """The value of an option that stands before the noun or behind the verb, read before Typer does; the last one wins."""
    value = None
    for here, after in zip_longest(argv, argv[1:]):
        if here == "--":  # no options from here on
            break
        if here == option and after is not None:
            value = after
        elif here.startswith(option + "="):
            value = here.partition("=")[2]
    return value
