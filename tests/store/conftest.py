import shutil
from pathlib import Path

import pytest

from corecrm.store.create import create
from corecrm.store.place import Place
from corecrm.text import use_language


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    create(Place(path=path))
    return path


@pytest.fixture
def place(empty_store: Path, tmp_path: Path) -> Place:
    shutil.copy(empty_store, tmp_path / "bank.db")
    return Place(path=tmp_path / "bank.db")
