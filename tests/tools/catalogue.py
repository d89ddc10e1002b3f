"""Keeps the message catalogue complete: extracts the messages from the code and merges them into the .po file.

    python tests/tools/catalogue.py            # rewrite the catalogue; new messages come out empty
    python tests/tools/catalogue.py --check    # fail on a missing, fuzzy or unused message

Messages are the arguments of `_()` and `N_()`, the summaries of the verbs (the first paragraph of their docstrings) and
the few of Typer's own that the program lets through.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "corecrm"
PO = SOURCE / "locales" / "zh_CN" / "LC_MESSAGES" / "corecrm.po"
VERB_DECORATORS = ("reads", "lists", "writes")


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
            yield from _text(node)
        elif isinstance(node, ast.FunctionDef) and any(_is_verb(decorator) for decorator in node.decorator_list):
            yield " ".join((ast.get_docstring(node) or "").partition("Examples:")[0].split())


def _text(call: ast.Call) -> Iterator[str]:
    first = call.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value
    elif isinstance(first, ast.IfExp):
        yield from (
            part.value for part in (first.body, first.orelse) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )


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
        if entry.string and _names(message) != _names(str(entry.string))
    ]
    return found


def _names(text: str) -> list[str]:
    return sorted(set(part.partition("}")[0] for part in text.split("{")[1:]))


def rewrite() -> None:
    """Merges: translations stay, unused ones go, new messages are empty."""
    known = {str(entry.id): str(entry.string) for entry in stored() if entry.id}
    fresh = Catalog(
        locale="zh_CN", domain="corecrm", project="corecrm", fuzzy=False, header_comment="# Chinese messages of corecrm."
    )
    for message in sorted(messages()):
        fresh.add(message, known.get(message, ""))
    with PO.open("wb") as file:
        write_po(file, fresh, width=120, omit_header=False, no_location=True, include_lineno=False)


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
