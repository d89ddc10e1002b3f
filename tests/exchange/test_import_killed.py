"""An import that is killed leaves all of its rows or none, and the store works at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Crm

NOWHERE = subprocess.DEVNULL
ROWS = 6000
MOMENTS = (0.15, 0.25, 0.35, 0.42, 0.5, 0.58, 0.66, 0.75, 0.9, 1.2)  # seconds after the start, over the whole run


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("sheet") / "clients.csv"
    lines = [f"K{number:05d},第{number}有限公司" for number in range(ROWS)]
    target.write_text("\n".join(["客户编号,客户名称", *lines]), encoding="utf-8")
    return target


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_import_killed_at_any_moment_leaves_all_or_nothing(crm: Crm, sheet: Path, moment: float) -> None:
    running = subprocess.Popen([sys.executable, "-m", "corecrm", "import", "client", str(sheet)], stdout=NOWHERE, stderr=NOWHERE)
    try:
        running.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    stored = len(crm("client", "list", "--json").json)
    assert stored in (0, ROWS)
    crm("audit", "verify")
    crm("client", "add", "后来的公司")
    assert len(crm("client", "list", "--json").json) == stored + 1
