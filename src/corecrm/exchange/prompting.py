"""Asking the user: one seam, so that tests can answer and nothing else knows questionary."""

from collections.abc import Sequence
from typing import Protocol

from corecrm.errors import Cancelled
from corecrm.text import _


class Prompter(Protocol):
    """Who asks. An answer that is refused with Ctrl-C or Esc raises Cancelled."""

    def confirm(self, question: str) -> bool:
        """Yes or no; no is the default."""

    def text(self, question: str, default: str = "") -> str:
        """A line of text."""

    def select(self, question: str, choices: Sequence[tuple[str, str]]) -> str:
        """The value of one of `choices`, each (value, label)."""


class TerminalPrompter:
    """Asks at the terminal."""

    def confirm(self, question: str) -> bool:
        """See Prompter."""
        import questionary

        return bool(_answered(questionary.confirm(question, default=False).unsafe_ask))

    def text(self, question: str, default: str = "") -> str:
        """See Prompter."""
        import questionary

        return str(_answered(questionary.text(question, default=default).unsafe_ask))

    def select(self, question: str, choices: Sequence[tuple[str, str]]) -> str:
        """See Prompter. Without the search filter: it drops Chinese keys and Enter then picks the first row."""
        import questionary

        options = [questionary.Choice(label, value=value) for value, label in choices]
        return str(_answered(questionary.select(question, choices=options).unsafe_ask))


def _answered(ask: object) -> object:
    try:
        return ask()  # type: ignore[operator]  # questionary's bound method
    except (KeyboardInterrupt, EOFError) as error:
        raise Cancelled(_("cancelled; nothing was changed")) from error
