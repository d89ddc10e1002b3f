import tomllib

import pytest

from conftest import Crm


def test_the_demo_is_told_in_the_language_asked_for_and_left_ready_to_use(crm: Crm) -> None:
    told = crm("demo", "--into", "bank", "--lang", "zh")
    assert "星河集团" in told.out
    assert "  corecrm undo" in told.err.splitlines()
    settings = tomllib.loads((crm.folder / "bank" / "corecrm.toml").read_text(encoding="utf-8"))
    assert settings == {"db": str(crm.folder / "bank" / "demo.db"), "date": "2026-11-23", "lang": "zh"}
    assert "there is a demo in bank already" in crm("demo", "--into", "bank", code=73).err


def test_a_folder_that_cannot_be_made_is_named(crm: Crm) -> None:
    (crm.folder / "file").write_text("")
    assert "cannot create file/bank" in crm("demo", "--into", "file/bank", code=73).err


def test_overwriting_clears_an_earlier_demo_and_a_step_that_fails_is_named(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    old = crm.folder / "bank" / "report.xlsx"
    old.parent.mkdir()
    old.write_text("an earlier report")
    monkeypatch.setattr("corecrm.commands.demo.shipped", lambda *_parts: crm.folder / "nowhere")
    said = crm("demo", "--into", "bank", "--overwrite", code=1).err
    assert "the demo could not be built: import bundle" in said
    assert not old.exists()
