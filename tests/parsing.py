"""The command lines that help pages and documents show, taken apart and parsed as the program would, running nothing."""

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from typing import Any

import typer

from corecrm.cli import RootGroup, context_of
from corecrm.nouns import COMMANDS

BETWEEN = "|&<>"  # what joins command lines in a shell
FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(corecrm [^`\n]+)`")


def verbs() -> Iterator[tuple[str, Any, Any]]:
    """(path, command, context) of every verb."""
    root = RootGroup()
    top = context_of(root, "corecrm")
    for name in COMMANDS:
        command = root.get_command(top, name)
        context = context_of(command, name, parent=top)
        if not hasattr(command, "list_commands"):
            yield name, command, context
            continue
        for verb in command.list_commands(context):
            leaf = command.get_command(context, verb)
            yield f"{name} {verb}", leaf, context_of(leaf, verb, parent=context)


def command_lines(shell: str) -> Iterator[list[str]]:
    """The words behind `corecrm` of each of its calls in a line of shell; pipes, redirections and comments fall away."""
    words = shlex.shlex(shell, posix=True, punctuation_chars=BETWEEN)
    words.whitespace_split, words.commenters = True, "#"
    for joined, line in groupby(words, key=lambda word: set(word) <= set(BETWEEN)):
        command, *rest = line
        if not joined and command == "corecrm":
            yield rest


def in_document(markdown: str) -> Iterator[str]:
    """The lines of shell that call the program: in the fenced blocks, with or without a prompt, and between backquotes."""
    for block in FENCED.findall(markdown):
        for line in block.splitlines():
            command = line.removeprefix("$ ")
            if command.startswith("corecrm "):
                yield command
    yield from INLINE.findall(FENCED.sub("", markdown))


def parse(words: list[str]) -> None:
    """Parses a command line down to the values of its verb; raises what Typer raises where it does not fit."""
    root = RootGroup()
    with suppress(typer.Exit):  # a call for help ends where it stands
        context = root.make_context("corecrm", list(words))
        name, command, left = root.resolve_command(context, [*context._protected_args, *context.args])
        inner = command.make_context(name, left, parent=context)
        if hasattr(command, "list_commands"):
            verb, leaf, words_left = command.resolve_command(inner, [*inner._protected_args, *inner.args])
            leaf.make_context(verb, words_left, parent=inner)
