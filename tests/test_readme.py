"""What the documents tell people to type is understood, and does what they say on the demo bank."""

from pathlib import Path
from zipfile import is_zipfile

import pytest

from conftest import Crm
from parsing import command_lines, in_document, parse, verbs

ROOT = Path(__file__).parents[1]
DOCUMENTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/procedure.md", "docs/layout.md")}
LINES = [(name, line) for name, text in DOCUMENTS.items() for line in in_document(text)]
READING = {path for path, command, _context in verbs() if command.verb.act is None} - {"init"}  # which makes the store


def own_bank() -> list[list[str]]:
    """The README's steps for one's own bank."""
    steps = DOCUMENTS["README.md"].partition("## Use it for your bank\n")[2].partition("\n## ")[0]
    return [words for line in in_document(steps) for words in command_lines(line)]


def of_procedure() -> list[list[str]]:
    """The commands of the procedure that only read, so that they can be run in any order."""
    found = [words for line in in_document(DOCUMENTS["docs/procedure.md"]) for words in command_lines(line)]
    return [words for words in found if {words[0], " ".join(words[:2])} & READING]


@pytest.mark.parametrize(("name", "line"), LINES, ids=[f"{name}: {line}" for name, line in LINES])
def test_every_command_of_a_document_parses(name: str, line: str) -> None:
    calls = list(command_lines(line))
    assert calls, name
    for words in calls:
        parse(words)


def test_the_steps_for_a_bank_of_ones_own_run(demo: Crm) -> None:
    demo("export", "client", "-o", "客户名单.xlsx")  # the sheet that the bank would bring
    init, *steps = own_bank()
    assert (init[0], len(steps)) == ("init", 10)
    for words in steps:
        demo(*words)
    assert is_zipfile(demo.folder / "季报.xlsx")
    assert is_zipfile(demo.folder / "客户.xlsx")
    demo("goal", "show", "G-2026-XH/dep_adb/BJ", code=4)  # the last step took the split back


@pytest.mark.parametrize("words", of_procedure(), ids=" ".join)
def test_what_the_procedure_looks_at_is_there_to_be_seen(words: list[str], demo: Crm) -> None:
    assert demo(*words).code == 0
