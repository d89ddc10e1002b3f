"""Keeps the message catalogue complete: extracts the messages from the code and merges them into the .po file.

    python tests/tools/catalogue.py            # rewrite the catalogue; new messages come out empty
    python tests/tools/catalogue.py --check    # fail on a missing, fuzzy, unused or mistranslated message

Messages are the literal arguments of `_()` and `N_()`, and the summaries of the verbs (the docstring of each up to
`Examples:`, on one line). The file holds no dates, so rewriting it without changes yields the same bytes.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "corecrm"
PO = SOURCE / "locales" / "zh_CN" / "LC_MESSAGES" / "corecrm.po"
VERB_DECORATORS = ("reads", "lists", "writes")
HEADER = """\
# Chinese messages of corecrm.
msgid ""
msgstr ""
"Project-Id-Version: corecrm\\n"
"Language: zh_CN\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@cache
def messages() -> dict[str, set[str]]:
    """Every message with the files that it is in."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for message in _in_module(ast.parse(path.read_text(encoding="utf-8"))):
            if message:
                found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    return found


def _in_module(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
            yield from _literals(node.args[0])
        elif isinstance(node, ast.FunctionDef) and any(_is_verb(decorator) for decorator in node.decorator_list):
            yield " ".join((ast.get_docstring(node) or "").partition("Examples:")[0].split())


def _literals(argument: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: a literal, or one of two. A name or a lookup is marked where it was written."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def _is_verb(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in VERB_DECORATORS


def stored() -> Catalog:
    """The catalogue as it is."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="corecrm")


def faults() -> list[str]:
    """What is missing, fuzzy, unused, or has other placeholders than its message."""
    known, wanted = {str(entry.id): entry for entry in stored() if entry.id}, messages()
    found = [
        f"missing: {message!r} ({', '.join(sorted(files))})"
        for message, files in wanted.items()
        if not (known.get(message) and known[message].string)
    ]
    found += [f"fuzzy: {message!r}" for message, entry in known.items() if entry.fuzzy]
    found += [f"unused: {message!r}" for message in known if message not in wanted]
    found += [
        f"placeholders differ: {message!r}"
        for message, entry in known.items()
        if entry.string and placeholders(message) != placeholders(str(entry.string))
    ]
    return found


def placeholders(text: str) -> set[tuple[str, str]]:
    """The placeholders of a message, each with its format; one that cannot be filled stands for the whole text."""
    try:
        return {(name, form or "") for _text, name, form, _conversion in Formatter().parse(text) if name is not None}
    except ValueError as error:
        return {(text, str(error))}


def rewrite() -> None:
    """Merges: translations stay, unused ones go, new messages are empty."""
    known = {str(entry.id): entry for entry in stored() if entry.id}
    fresh = Catalog(locale="zh_CN", domain="corecrm")
    for message in sorted(messages()):
        entry = known.get(message)
        flags = {"fuzzy"} if entry is not None and entry.fuzzy else set()
        fresh.add(message, str(entry.string) if entry is not None else "", flags=flags)
        fresh[message].flags.discard("python-format")  # `12.5% or` is no placeholder
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, fresh, width=120, omit_header=True, no_location=True)


def main() -> int:
    """Checks or rewrites; returns the exit code."""
    if "--check" in sys.argv:
        found = faults()
        sys.stdout.write("".join(f"{fault}\n" for fault in found))
        return 1 if found else 0
    rewrite()
    return 0


if __name__ == "__main__":
    sys.exit(main())
