"""What a shell asks while a line is being typed: which words may stand at the cursor.

A function of `data/completion/` asks with `_CORECRM_COMPLETE=complete_SHELL` and the words of the line as arguments, the first
one and the unfinished one included; bash, which does not know them without its quotes, gives the line itself in `COMP_WORDS`.
The answer is a line a candidate: the word, a tab and what it is. Bash inserts what it is given, so it gets the word alone, in
bash's quotes. Nothing of an answer may be more than text to the shell: names come from files that anybody wrote.
"""

import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from corecrm.commands.settings import COMPLETE
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.commands.run import Run

TYPERS = "_TYPER_COMPLETE_ARGS"  # the line, from the functions of Typer that earlier installations wrote
CURSOR = "\x1f"
SPECIAL = {"": r"[^\w@%+=:,./-]", "'": "'", '"': r'[\\"$`!]'}  # what bash reads as more than itself, by the quote around it


class Asked(NamedTuple):
    """The words of a line, the last one unfinished, and the quote that is still open there."""

    words: Sequence[str]
    quote: str = ""


class Offer(NamedTuple):
    """A word that may stand at the cursor, and what it is; one line of visible characters each."""

    word: str
    help: str = ""


def answered(run: "Run", root: Any) -> int:  # noqa: ANN401 - Typer's group
    """Answers in the form that the shell asked for; says nothing where that cannot be told. Returns the exit code."""
    environ = run.settings.environ
    try:
        asked = _asked(run)
        run.settings.take(asked.words)
        form = FORMS["typers_zsh" if TYPERS in environ and environ[COMPLETE] == "complete_zsh" else environ[COMPLETE]]
        answer = form(_offers(run, root, asked.words), asked, environ)
    except Exception:  # a shell shows what we say in the middle of the line that is being typed
        return 0
    if answer:
        typer.echo(answer)
    return 0


def _asked(run: "Run") -> Asked:
    line = run.settings.environ.get("COMP_WORDS", run.settings.environ.get(TYPERS))
    return Asked(run.settings.argv) if line is None else split(line)


def split(line: str) -> Asked:
    """The words of a line up to its cursor, without their quotes; an open quote or a dangling backslash is no error."""
    lexer = shlex.shlex(line + CURSOR, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words, quote = [], ""
    try:
        for word in lexer:
            words.append(word)  # noqa: PERF402 - those before an open quote are kept
    except ValueError:
        words.append(lexer.token)
        quote = lexer.state or ""  # type: ignore[attr-defined]  # there, though typeshed does not know it
    return Asked([*words[:-1], words[-1].removesuffix(CURSOR)], quote)


def _offers(run: "Run", root: Any, words: Sequence[str]) -> list[Offer]:  # noqa: ANN401 - Typer's group
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    _program, *before, typed = words
    context = _resolve_context(root, {"obj": run}, "corecrm", before)
    asked, typed = _resolve_incomplete(context, before, typed)
    found = [Offer(item.value, item.help or "") for item in asked.shell_complete(context, typed)]
    return [Offer(word, _shown(_help(word, told))) for word, told in found if _shown(word) == word]


def _help(word: str, told: str) -> str:
    """What a word is: the help of an option in the language of the run; nothing where it would say the word again."""
    if word.startswith("-"):
        return _(told)
    return told if told != word else ""


def _shown(text: str) -> str:
    """`text` as a line of a list can show it: without controls, and with `?` for what the encoding lacks."""
    if not text.isprintable():
        from corecrm.names import clean

        text = clean(text)
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _listed(offers: list[Offer], _asked: Asked, _environ: Mapping[str, str]) -> str:
    return "\n".join("\t".join(filter(None, offer)) for offer in offers)


def _for_bash(offers: list[Offer], asked: Asked, environ: Mapping[str, str]) -> str:
    """Readline puts a candidate behind the last sign of COMP_WORDBREAKS, or behind the quote that is open."""
    typed, breaks = asked.words[-1], environ.get("COMP_WORDBREAKS", "")
    if typed.startswith("-"):
        typed = typed.partition("=")[2]
    there = "" if asked.quote else typed[: 1 + max(map(typed.rfind, breaks), default=-1)]
    return "\n".join(_in_bash(offer.word.removeprefix(there), asked.quote) for offer in offers)


def _in_bash(word: str, quote: str) -> str:
    """A word as bash reads it behind an open quote, which readline closes unless a quote ends the word."""
    text = re.sub(SPECIAL[quote], rf"{quote}\\\g<0>{quote}", word)
    return text + quote if text.endswith(quote) else text


def _for_typers_zsh(offers: list[Offer], _asked: Asked, _environ: Mapping[str, str]) -> str:
    """Commands, which Typer's function reads as such: what is stored stands in single quotes."""
    words = " ".join(shlex.quote(offer.word) for offer in offers)
    told = " ".join(shlex.quote("  -- ".join(filter(None, offer))) for offer in offers)
    return f"local -a words told; words=({words}); told=({told}); compadd -l -d told -a words" if offers else "_files"


FORMS: dict[str, Callable[[list[Offer], Asked, Mapping[str, str]], str]] = {
    "complete_bash": _for_bash,
    "complete_zsh": _listed,
    "complete_fish": _listed,
    "typers_zsh": _for_typers_zsh,
}
