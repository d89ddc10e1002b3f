"""A small bank with one client group, as the tests of who belongs to whom need it: made once, by commands, then copied."""

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Crm, _alone
from corecrm.text import use_language

BANK = """
institution add ZH 总行 --kind head_office
institution add BJ 北京分行 --parent ZH --divisions 11
institution add BJ01 北京朝阳支行 --kind sub_branch --parent BJ
institution add TJ 天津分行 --parent ZH --divisions '12 13'
staff add W0009 赵行 --institution ZH --position supervisor --since 2024-01-01
staff add W0001 王敏 --institution ZH --position group_manager --since 2024-01-01 --reports-to W0009
staff add W0002 李强 --institution BJ --position local_manager --since 2024-01-01 --reports-to W0001
staff add W0003 陈静 --institution TJ --position local_manager --since 2024-01-01 --reports-to W0001
staff add W0005 赵磊 --institution ZH --position risk_manager --since 2024-01-01
client add 星河控股集团有限公司 --institution BJ --relationship served --tier a
client add 华北星河新能源股份有限公司 --institution BJ01 --relationship served --tier a
client add 星河储能（天津）有限公司 --institution TJ --relationship served --tier b
client add 星河光伏（内蒙古）有限公司 --tier c
client add 星河地产有限公司 --relationship off_list
client add 东方贸易有限公司 --institution BJ --relationship served
group add XH 星河集团 --parent HX-0001 --level head_office --institution BJ --listed 2025-01-10
group link HX-0001 HX-0002 --pct 71% --since 2020-01-01
group link HX-0002 HX-0003 --pct 100% --since 2020-01-01
group link HX-0002 HX-0004 --pct 60% --since 2026-07-01
group link HX-0001 HX-0005 --pct 34% --since 2020-01-01
team join XH W0001 --role group_manager --since 2026-01-01
team join XH W0005 --role risk_manager --since 2026-01-01
team join XH W0001 --role group_manager --client HX-0001 --since 2026-01-01
team join XH W0002 --role local_manager --client HX-0002 --since 2026-01-01
team join XH W0003 --role local_manager --client HX-0003 --since 2026-01-01
team join HX-0006 W0002 --role local_manager --since 2026-01-01
actual add HX-0001 dep_adb 9.62亿 --period 2026-10 --from 2026-01-01
actual add HX-0002 dep_adb 32450万 --period 2026-10 --from 2026-01-01
actual add HX-0002 dep_adb 28330万 --period 2025-12 --from 2025-01-01
actual add HX-0002 dep_adb 31000万 --period 2026-09 --from 2026-01-01
actual add HX-0003 dep_adb 8120万 --period 2026-10 --from 2026-01-01
actual add HX-0001 loan_bal 18亿 --to 2026-10-31
actual add HX-0002 loan_bal 5.8亿 --to 2026-10-31
actual add HX-0002 fee_inc 18.6万 --period 2026-10
actual add HX-0002 fee_inc 14.5万 --period 2025-10
holding add HX-0002 DEP01 --since 2024-01-01
holding add HX-0002 LN01 --since 2024-01-01
risk add HX-0002 F06 --level yellow --owner W0005 --on 2026-11-08 --due 2026-11-28
task add 补充三季度财务报表 --group XH --client HX-0002 --due 2026-11-20
"""


@pytest.fixture(scope="session")
def family_store(new_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bank and its group."""
    folder = tmp_path_factory.mktemp("family")
    shutil.copy(new_store, folder / "bank.db")
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, folder)
        crm = Crm(folder, patch)
        for line in BANK.strip().splitlines():
            crm(*shlex.split(line))
    return folder / "bank.db"


@pytest.fixture
def bank(family_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """The program on a bank of its own."""
    shutil.copy(family_store, tmp_path / "bank.db")
    _alone(monkeypatch, tmp_path)
    yield Crm(tmp_path, monkeypatch)
    use_language("en")
