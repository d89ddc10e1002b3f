"""Tab in real shells: whatever is stored is text there, is shown as it is, and is inserted as it is."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.completion import get_completion_script  # type: ignore[attr-defined]  # public there, though not in an __all__

from commands.shells import PAYLOADS, UNSEEN, Typed, arguments, hostile_store, plain, shell, stored
from conftest import Crm, _alone
from corecrm.cli import RootGroup, run
from corecrm.commands.completing_line import split
from corecrm.commands.settings import COMPLETE
from corecrm.commands.shells import SHELLS, script
from corecrm.names import clean
from corecrm.nouns import BY_NAME, COMMANDS, NOUNS, Noun

Answer = Callable[[str], list[list[str]]]
ELSEWHERE = {"team", "period"}  # nouns whose verbs ask for a group, or for a month
LAST = len(PAYLOADS) - 1  # its record's number


def verbs() -> Iterator[tuple[str, Any]]:
    """Every command line of the registry up to its verb, and the built verb."""
    root = RootGroup()
    with root.make_context("corecrm", ["help"], resilient_parsing=True) as context:
        for name, command in COMMANDS.items():
            built: Any = root.get_command(context, name)
            names = [""] if command.verb else built.list_commands(context)
            yield from ((f"corecrm {name} {verb}".rstrip(), built.get_command(context, verb) if verb else built) for verb in names)


def places() -> list[str]:
    """Every line at whose end a code may stand: each argument that completes, of each verb."""
    found = []
    for line, verb in verbs():
        arguments = [each for each in verb.params if each.param_type_name == "argument"]
        found += [f"{line} {'X ' * n}QQ-" for n, each in enumerate(arguments) if each._custom_shell_complete is not None]
    return found


PLACES = places()


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "bank.db"
    hostile_store(path)
    return path


@pytest.fixture
def folder(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(bank, tmp_path / "bank.db")
    _alone(monkeypatch, tmp_path)
    return tmp_path


def here(name: str) -> str:
    """A shell, if this machine has it. Without zsh, one that tests for everybody has not tested completion."""
    if shutil.which(name) is None:
        if name == "zsh" and os.environ.get("CI"):
            pytest.fail("there is no zsh: apt-get install zsh")
        pytest.skip(f"there is no {name}")
    return name


@pytest.fixture(params=SHELLS)
def shown_by(request: pytest.FixtureRequest) -> str:
    return here(request.param)


@pytest.fixture
def zsh() -> str:
    return here("zsh")


@pytest.fixture
def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Answer:
    """What the program in `folder` answers zsh about a line: each candidate's word, and what it is."""
    assert folder.is_dir()

    def asked(line: str) -> list[list[str]]:
        monkeypatch.setenv(COMPLETE, "complete_zsh")
        assert run(line.split(" ")) == 0
        return [each.split("\t") for each in capsys.readouterr().out.splitlines()]

    return asked


def noun_of(line: str, answer: Answer) -> Noun:
    """The noun whose codes stand at the end of a line."""
    first = answer(line)[0][0]
    return next(noun for noun in NOUNS if noun.command and first.startswith(f"QQ-{noun.name}-"))


def test_every_place_that_takes_a_code_offers_all_of_its_noun_as_they_are(answer: Answer) -> None:
    seen = set()
    for line in PLACES:
        noun = noun_of(line, answer)
        assert answer(line) == [[*dict.fromkeys(record)] for record in stored(noun)], line
        seen.add(noun.name)
    assert seen == {noun.name for noun in NOUNS if noun.command} - ELSEWHERE


def test_what_cannot_be_seen_is_not_shown_and_a_code_of_two_lines_is_not_offered(answer: Answer) -> None:
    assert answer("corecrm client show ZZ") == [["ZZ-client", clean(UNSEEN)]]
    assert clean(UNSEEN).isprintable()


def inserted(typed: Typed, name: str, line: str) -> list[str]:
    """What a line becomes with each of the candidates that Tab offers at its end, one that each payload has made."""
    if name == "zsh":
        return typed.tab(line, until=f"-{LAST}", more=LAST)[0]
    typed.tab(line, until=f"-{LAST}")
    start = line.removesuffix("QQ-")
    if name == "fish":
        return [typed.tab(f"{start}{record.code[:12]}")[0][-1] for record in stored(BY_NAME["client"])]
    typed.line(
        f"COMP_LINE='{line}' COMP_POINT=${{#COMP_LINE}}; _corecrm_completion corecrm; printf '%s\\0' \"${{COMPREPLY[@]}}\" > typed"
    )
    return [start + each for each in typed.note.read_text(encoding="utf-8").split("\0")[:-1]]


def test_codes_of_every_noun_are_text_to_a_shell_and_are_inserted_as_they_are(folder: Path, shown_by: str, answer: Answer) -> None:
    line_of = {noun_of(line, answer).name: line for line in PLACES}
    with shell(shown_by, folder, script(shown_by)) as typed:
        for name, line in line_of.items() if shown_by != "fish" else [("client", "corecrm client show QQ-")]:
            lines = inserted(typed, shown_by, line)
            assert arguments(shown_by, lines, folder) == [record.code for record in stored(BY_NAME[name])]
        assert typed.fired == []


@pytest.mark.soak
def test_codes_at_every_place_are_text_to_a_shell(folder: Path, shown_by: str) -> None:
    with shell(shown_by, folder, script(shown_by)) as typed:
        for line in PLACES:
            typed.tab(line, until=f"-{LAST}")
        assert typed.fired == []


@pytest.mark.parametrize("columns", [40, 300])
def test_zsh_shows_every_name_as_it_is(folder: Path, zsh: str, columns: int) -> None:
    with shell(zsh, folder, script(zsh), columns=columns) as typed:
        _lines, shown = typed.tab("corecrm client show QQ-", until=f"-{LAST}")
        screen = plain(shown)
        cells = 9 if columns == 40 else 200  # what is left beside a code of half the screen
        assert [each.title for each in stored(BY_NAME["client"])[:LAST] if each.title[:cells] not in screen] == []
        typed.tab("corecrm client show ZZ-")
        assert typed.fired == []


def test_a_function_of_typers_that_was_installed_before_is_answered_in_quotes(folder: Path, zsh: str) -> None:
    with shell(zsh, folder, get_completion_script(prog_name="corecrm", complete_var=COMPLETE, shell="zsh")) as typed:
        for name in ("client", "goal"):
            lines = inserted(typed, zsh, f"corecrm {name} show QQ-")
            assert arguments(zsh, lines, folder) == [record.code for record in stored(BY_NAME[name])]
        assert typed.tab("corecrm import client ba")[0] == ["corecrm import client bank.db "]
        assert typed.fired == []


OTHERS = [
    ("corecrm cli", "corecrm client "),
    ("corecrm client sh", "corecrm client show "),
    ("corecrm client list --so", "corecrm client list --sort "),
    ("corecrm import client ba", "corecrm import client bank.db "),
    ("corecrm --db=ba", "corecrm --db=bank.db "),
    ("corecrm --db=bank.db cli", "corecrm --db=bank.db client "),
    ("corecrm --as 'a b' cli", "corecrm --as 'a b' client "),
    ("corecrm --as $(touch PWNED) cli", "corecrm --as $(touch PWNED) client "),
    ("corecrm --ver", "corecrm --version "),
]
TYPED = [
    *(f"corecrm client show {quote}QQ-client-{n:02}" for quote in ("'", '"') for n in (3, 11)),
    "corecrm client show QQ-client-28a:b::c:",
    r"corecrm client show QQ-client-00\\\$",
    "corecrm --db=bank.db client show QQ-client-14",
]


def test_verbs_options_and_files_are_completed_and_what_was_begun_in_quotes_is_ended(folder: Path, shown_by: str) -> None:
    records = {record.code[:12]: record.code for record in stored(BY_NAME["client"])}
    with shell(shown_by, folder, script(shown_by)) as typed:
        for line, wanted in OTHERS:
            assert typed.tab(line)[0] == [wanted]
        became = [typed.tab(line)[0][-1] for line in TYPED]
        assert typed.fired == []
    codes = [records[line[line.index("QQ-") :][:12]] for line in TYPED]
    assert arguments(shown_by, became, folder) == codes


def test_a_name_out_of_a_file_stays_a_name(crm: Crm, zsh: str) -> None:
    (crm.folder / "clients.csv").write_text("客户编号,客户名称\nQQ-0001,恶\\$(touch PWNED)\nQQ-0002,坏\\'名\n", encoding="utf-8")
    crm("import", "client", "clients.csv")
    assert crm("completion", "install", "zsh")
    with shell(zsh, crm.folder, ". ./.zshrc") as typed:
        lines, shown = typed.tab("corecrm client show QQ-", until="名", more=1)
        assert lines == ["corecrm client show QQ-0001", "corecrm client show QQ-0002"]
        assert r"-- 恶\$(touch PWNED)" in plain(shown)
        assert typed.fired == []


@pytest.mark.parametrize("name", SHELLS)
def test_no_function_has_what_a_program_says_read_as_commands(name: str) -> None:
    text = script(name)
    assert "corecrm" in text
    assert [word for word in ("eval", "source", "${(e)", "(P)") if word in text] == []


@pytest.mark.parametrize(
    ("line", "words", "quote"),
    [
        ("corecrm client ", ["corecrm", "client", ""], ""),
        ("corecrm client sh", ["corecrm", "client", "sh"], ""),
        ("corecrm --as 'a b' x", ["corecrm", "--as", "a b", "x"], ""),
        ("corecrm show 'a \"b", ["corecrm", "show", 'a "b'], "'"),
        ('corecrm show "a $(b', ["corecrm", "show", "a $(b"], '"'),
        ("corecrm show a\\", ["corecrm", "show", "a"], ""),
        ("corecrm show a\\ b", ["corecrm", "show", "a b"], ""),
        ("corecrm show '", ["corecrm", "show", ""], "'"),
    ],
)
def test_a_line_is_split_as_its_shell_would(line: str, words: list[str], quote: str) -> None:
    assert split(line) == (words, quote)
