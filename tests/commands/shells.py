"""A real shell at a terminal of its own, into which a test types, and stored texts that would run a command if it read them so."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pexpect

from corecrm.nouns import NOUNS, Noun

BIN = Path(sys.executable).parent
TAB, FIRE = "\t", "touch PWNED-§"  # § is the number of the payload
PAYLOADS = (  # each makes a file where a shell evaluates it
    rf"\$({FIRE})", rf"\`{FIRE}\`", rf'\";{FIRE};\"', rf"\';{FIRE};\'", rf"\({FIRE})", rf"\;{FIRE};", rf"\\;{FIRE};", rf"\|{FIRE}&",
    f"$({FIRE})", f"`{FIRE}`", f"';{FIRE};'", f'";{FIRE};"', f"$(({FIRE}))", f"${{x:-$({FIRE})}}", f"$[`{FIRE}`]", f"<({FIRE})",
    f"'$({FIRE})'", f")) ;{FIRE};((", f"]; {FIRE};[", f"; {FIRE}; #", f"&& {FIRE} &", f"|{FIRE}", f":$({FIRE})", f":::$({FIRE})",
    "%F{red}%n %(?..x) §", "~root §", "=ls §", "!! !x !§", "a:b::c: §", r"\: \\: \\\ §", "*.db ?[a-z] {a,b} §",
    r"x\ny\tz\x07\0 \M-x §", "# §", "-n §", "--help §", "[星河]（集团）“§”", "很长的名称" * 30 + "§",
)  # fmt: skip
UNSEEN = "a\x1b]0;b\x07b\r\nc\td\u202ee\x00"  # what a title is cleaned of before a shell sees it


class Stored(NamedTuple):
    """One record: the code that is offered, and what it is called."""

    code: str
    title: str


def stored(noun: Noun) -> list[Stored]:
    """The records of a noun, in the order of their codes."""
    payloads = [payload.replace("§", str(n)) for n, payload in enumerate(PAYLOADS)]
    codes = [f"QQ-{noun.name}-{n:02}{payload[:40]}" for n, payload in enumerate(payloads)]
    titles = codes if noun.key == noun.title else [f"恶{payload}" for payload in payloads]
    return list(map(Stored, codes, titles))


def hostile_store(path: Path) -> None:
    """A file with the tables that completion reads, of every noun of the registry, and nothing else; no door is asked."""
    with closing(sqlite3.connect(path)) as db, db:
        for noun in NOUNS:
            if noun.command:
                columns = dict.fromkeys((noun.key, noun.title, "removed_on"))
                db.execute(f'CREATE TABLE "{noun.table}" ({", ".join(columns)})')
                records = [
                    *stored(noun),
                    Stored(f"ZZ-{noun.name}", UNSEEN),
                    Stored("ZZ\n$(touch PWNED-code)", "a code of two lines"),
                ]
                for record in records:
                    values = {noun.key: record.code, noun.title: record.title} | ({noun.key: record.code})
                    names = ", ".join(f'"{name}"' for name in values)
                    db.execute(f'INSERT INTO "{noun.table}" ({names}) VALUES ({", ".join("?" * len(values))})', [*values.values()])


ZSH = r"""
PS1=; LISTMAX=9999; setopt menucomplete; autoload -Uz compinit; compinit -u
note-buffer() { print -rN -- "$BUFFER" >> typed }; zle -N zle-line-pre-redraw note-buffer
mark() { BUFFER=" print -r -- MA''RK"; zle accept-line }; zle -N mark; bindkey '^T' mark
"""
BASH = r"""
PS1=; bind 'set show-all-if-ambiguous on'; bind 'set completion-query-items 0'; bind 'set page-completions off'
bind 'set enable-bracketed-paste off'
mark() { printf '%s\0' "$READLINE_LINE" >> typed; READLINE_LINE=; echo MA''RK; }; bind -x '"\C-t": mark'
"""
FISH = r"""
function fish_prompt; end; function fish_greeting; end
bind \ct 'commandline | string collect | begin; cat; printf "\0"; end >> typed; commandline ""; echo MA""RK'
"""
SETUP = {"zsh": ("-f", "-i"), "bash": ("--norc", "--noprofile", "-i"), "fish": ("--no-config", "-i")}


class Typed:
    """A shell in a folder, at a terminal of 200 lines."""

    def __init__(self, child: Any, folder: Path) -> None:  # noqa: ANN401 - pexpect has no types
        self.child, self.folder, self.note = child, folder, folder / "typed"

    def line(self, text: str) -> str:
        """Runs a line of one's own; returns what the terminal showed."""
        self.child.sendline(f"{text}; echo EN''DED")
        return self._until("ENDED")

    def tab(self, line: str, until: str = "", more: int = 0) -> tuple[list[str], str]:
        """Types `line` and Tab, waits until the screen shows `until`, then Tab `more` times; nothing is entered.

        Returns:
            what the line became, after each press where the shell tells it; what the terminal showed.
        """
        self.note.write_text("")
        self.child.send(line + TAB)
        shown = (self._until(until) + until) if until else ""
        self.child.send(TAB * more + "\x14")
        shown += self._until("MARK")
        became = self.note.read_text(encoding="utf-8").split("\0")
        return [each for each in dict.fromkeys(became) if each.startswith(line) and each != line], shown

    def _until(self, text: str) -> str:
        self.child.expect_exact(text)
        return str(self.child.before)

    @property
    def fired(self) -> list[str]:
        """The files that a payload has made."""
        return sorted(path.name for path in self.folder.glob("**/PWNED*"))


@contextmanager
def shell(name: str, folder: Path, function: str, columns: int = 300) -> Iterator[Typed]:
    """A shell that has read `function`, in `folder`, where its bank is."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    given = {"HOME": folder, "CORECRM_DB": folder / "bank.db", "CORECRM_CONFIG": folder / "c.toml", "LANG": "C.UTF-8"}
    env = {"PATH": path, "TERM": "vt100", **{key: str(value) for key, value in given.items()}}
    (folder / "function").write_text(function, encoding="utf-8")
    (folder / "setup").write_text({"zsh": ZSH, "bash": BASH, "fish": FISH}[name], encoding="utf-8")
    child = pexpect.spawn(
        name, list(SETUP[name]), env=env, cwd=str(folder), encoding="utf-8", dimensions=(200, columns), timeout=60, echo=False
    )
    try:
        typed = Typed(child, folder)
        typed.line(". ./setup")
        typed.line(". ./function")
        yield typed
    finally:
        child.close(force=True)


def arguments(name: str, lines: Iterable[str], folder: Path) -> list[str]:
    """The last argument that `corecrm` gets when each of `lines` is entered in a shell."""
    last = {"zsh": 'print -rN -- "$@[-1]"', "bash": "printf '%s\\0' \"${@: -1}\"", "fish": "printf '%s\\0' $argv[-1]"}[name]
    body = f"function corecrm; {last}; end; for line in $argv; eval $line; end" if name == "fish" else ""
    body = body or f'corecrm() {{ {last}; }}; for line in "$@"; do eval "$line"; done'
    words: Sequence[str] = [name, *SETUP[name][:-1], "-c", body, *([] if name == "fish" else [name]), *lines]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split("\0")[:-1]


def plain(shown: str) -> str:
    """What a terminal showed, without its control sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|[\r\x08]", "", shown)
