"""What holds for the whole tree: every module stands alone, reading loads nothing heavy, every field has its labels."""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TypeVar, get_args

import pytest
from pydantic.fields import FieldInfo
from sqlmodel import SQLModel

import corecrm
from corecrm.fields import Kind, Label, Labelled
from corecrm.models.types import Fen, Millionths
from corecrm.nouns import COMMANDS, NOUNS, OWNER_OF_PART, PANELS
from corecrm.store.schema import audited, metadata

Class = TypeVar("Class")
ROOT = Path(corecrm.__file__).parent
HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "alembic",
    "openpyxl",
    "python_calamine",
    "questionary",
    "prompt_toolkit",
    "pypinyin",
    "rich",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]|^[A-Za-z0-9 .%/-]+$")  # a word of Chinese, or one that is the same in both (LEI)

IMPORTS_ALONE = """
import gc, multiprocessing, sys, traceback
import sqlmodel, typer  # they are the same for all, and slow
gc.disable()
def alone(name):
    try:
        __import__(name)
        if ".models." in name or ".services." in name:  # then every table that theirs refer to must be there too
            [key.column for table in sqlmodel.SQLModel.metadata.tables.values() for key in table.foreign_keys]
    except BaseException:
        return name + ": " + traceback.format_exc()
with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
    print("".join(filter(None, pool.imap_unordered(alone, sys.argv[1:], chunksize=1))), end="")
"""
LOADS = """
import sys
from corecrm.__main__ import main
try:
    main()
finally:
    sys.stderr.write("LOADED " + " ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def modules(*folders: str) -> list[str]:
    """The names of the modules in `folders`, or of all."""
    files = [
        file for file in sorted(ROOT.rglob("*.py")) if file.name != "__init__.py" and file.relative_to(ROOT).parts[0] != "locales"
    ]
    names = [
        ".".join((ROOT.name, *file.relative_to(ROOT).with_suffix("").parts)) for file in files if "migrations" not in file.parts
    ]
    return [name for name in names if not folders or name.split(".")[1] in folders]


def test_every_module_imports_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS_ALONE, *modules("models", "services", "queries", "commands", "reports", "exchange")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""


def test_every_noun_has_its_files() -> None:
    missing = [
        f"commands/{command.module}" for command in COMMANDS.values() if not (ROOT / "commands" / f"{command.module}.py").is_file()
    ]
    assert missing == []
    assert {command.panel for command in COMMANDS.values()} <= set(PANELS)


def test_every_table_belongs_to_a_noun() -> None:
    assert {table.name for table in audited(metadata())} == {noun.table for noun in NOUNS if noun.table} | set(OWNER_OF_PART)


def test_columns_that_the_registry_names_are_there() -> None:
    tables = metadata().tables
    for noun in (noun for noun in NOUNS if noun.table):
        wanted = {
            noun.key,
            noun.title,
            *noun.also,
            *(("pinyin", "initials") if noun.spelled else ()),
            *(("removed_on",) if noun.removable else ()),
        }
        assert wanted <= set(tables[noun.table].columns.keys()), noun.name
        for table, *names in [*noun.parts, *noun.names]:
            assert set(names) <= set(tables[table].columns.keys()), (noun.name, table)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from corecrm.store.create import create
    from corecrm.store.place import Place

    path = tmp_path_factory.mktemp("store") / "bank.db"
    create(Place(path=path))
    return path


def loaded(store: Path, *argv: str, **environ: str) -> tuple[set[str], int]:
    """(top modules that one run in a pipe imported, its exit code)."""
    settings = {"CORECRM_DB": str(store), "CORECRM_CONFIG": str(store.with_suffix(".toml")), "LANG": "zh_CN.UTF-8"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-c", LOADS, *argv]
    done = subprocess.run(command, env={**kept, **settings, **environ}, capture_output=True, text=True, check=False)
    said, _sign, names = done.stderr.rpartition("LOADED ")
    assert "Traceback" not in said, said
    return set(names.split()), done.returncode


QUICK = [
    (("--version",), 0),
    (("--help",), 0),
    (("client", "--help"), 0),
    (("client", "list", "--help"), 0),
    (("client", "add", "--help"), 0),
    (("client", "list"), 0),
    (("client", "list", "--where", "tier = a", "--json"), 0),
    (("client", "list", "-f", "csv"), 0),
    (("client", "show", "HX-0001"), 4),
    (("history",), 0),
    (("help", "exit-codes"), 0),
    (("clinet",), 2),
    (("client", "lst"), 2),
    (("client", "list", "--nope"), 2),
    (("client", "list", "--limit", "x"), 2),
]


@pytest.mark.parametrize(("argv", "code"), QUICK, ids=[" ".join(argv) for argv, _code in QUICK])
def test_reading_loads_nothing_heavy(store: Path, argv: tuple[str, ...], code: int) -> None:
    store.with_suffix(".toml").touch()
    names, ended = loaded(store, *argv)
    assert (names & HEAVY, ended) == (set(), code)


@pytest.mark.parametrize("line", ["corecrm ", "corecrm client ", "corecrm client list --", "corecrm client show H"])
def test_completion_loads_nothing_heavy(store: Path, line: str) -> None:
    store.with_suffix(".toml").touch()
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    names, _code = loaded(store, _CORECRM_COMPLETE="complete_bash", **words)
    assert names & HEAVY == set()


def test_the_version_loads_next_to_nothing(store: Path) -> None:
    names, _code = loaded(store, "--version")
    assert "typer" not in names


def subclasses(kind: type[Class]) -> Iterator[type[Class]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def fields_of_models() -> Iterator[tuple[type[SQLModel], str, FieldInfo]]:
    metadata()
    for model in subclasses(SQLModel):
        if model.__module__.startswith("corecrm.models."):
            yield from ((model, name, info) for name, info in model.model_fields.items())


def named_in_both(zh: str, en: str) -> bool:
    return bool(CHINESE.search(zh)) and bool(en.strip()) and not re.search(r"[\u4e00-\u9fff]", en)


def test_every_field_of_every_model_has_both_labels() -> None:
    for model, name, info in fields_of_models():
        label = next((mark for mark in info.metadata if isinstance(mark, Label)), None)
        assert name == "id" or (label is not None and named_in_both(label.zh, label.en)), (model, name)


def test_every_choice_has_both_labels_and_is_a_labelled_one() -> None:
    for name in modules("fields"):
        importlib.import_module(name)
    for kind in subclasses(Labelled):
        assert all(named_in_both(member.zh, member.en) for member in kind), kind
    for model, name, info in fields_of_models():
        kinds = [
            kind for kind in (info.annotation, *get_args(info.annotation)) if isinstance(kind, type) and issubclass(kind, Enum)
        ]
        assert all(issubclass(kind, Labelled) for kind in kinds), (model, name)


def test_labels_of_one_choice_differ() -> None:
    for kind in subclasses(Labelled):
        words = [word for member in kind for word in {member.value.casefold(), member.zh.casefold(), member.en.casefold()}]
        assert len(words) == len(set(words)), kind


def test_amounts_and_rates_are_stored_exactly() -> None:
    stored = {Kind.money: Fen, Kind.rate: Millionths}
    for model, name, info in fields_of_models():
        kind = next((mark.kind for mark in info.metadata if isinstance(mark, Label)), None)
        if kind in stored and hasattr(model, "__table__"):
            assert isinstance(model.__table__.columns[name].type, stored[kind]), (model, name)
