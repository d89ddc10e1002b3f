"""The built wheel holds everything that the program needs, and works without the checkout."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
NEEDED = (
    "corecrm/locales/zh_CN/LC_MESSAGES/corecrm.mo",
    "corecrm/data/metrics.csv",
    "corecrm/data/demo/client.csv",
    "corecrm/templates/quarter.xlsx",
)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder / "dist"), versions=["standard"])
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def python(unpacked: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Runs Python where only the wheel and the libraries can be imported: -S leaves out the link to the checkout."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    path = os.pathsep.join((str(unpacked), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    environ = {**kept, "HOME": str(unpacked), "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "CORECRM_LANG": "zh"}
    return subprocess.run(
        [sys.executable, "-S", *argv], cwd=unpacked.parent, env=environ, capture_output=True, encoding="utf-8", check=False
    )


def test_the_wheel_holds_messages_tables_templates_and_migrations(unpacked: Path) -> None:
    assert [name for name in NEEDED if not (unpacked / name).is_file()] == []
    migrations = {path.name for path in (unpacked / "corecrm/store/migrations/versions").glob("*.py")}
    assert migrations == {path.name for path in (ROOT / "src/corecrm/store/migrations/versions").glob("*.py")}


def test_the_wheel_ships_every_file_of_the_data_and_the_templates(unpacked: Path) -> None:
    for folder in ("data", "templates"):
        shipped = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert shipped == {path.relative_to(unpacked / "corecrm") for path in (unpacked / "corecrm" / folder).rglob("*.*")}


def test_the_demo_bank_comes_out_of_the_wheel_alone(unpacked: Path) -> None:
    where = python(unpacked, "-c", "import corecrm; print(corecrm.__file__)")
    assert Path(where.stdout.strip()).parent == unpacked / "corecrm"
    done = python(unpacked, "-m", "corecrm", "demo", "--into", "bank")
    assert done.returncode == 0, done.stderr
    assert is_zipfile(unpacked.parent / "bank" / "report.xlsx")
    assert "星河集团" in done.stdout
    assert "corecrm undo" in done.stderr  # the last of the commands to try
