"""A small bank to try tasks and signals on: four people, one group with two members and a stranger."""

import shutil

import pytest

from conftest import Crm, _alone

BANK = """
institution add BJ 北京分行
staff add W1 王敏 --institution BJ --position group_manager --since 2020-01-01
staff add W2 李强 --institution BJ --position local_manager --since 2020-01-01
staff add W3 陈静 --institution BJ --position local_manager --since 2020-01-01
staff add W5 赵磊 --institution BJ --position risk_manager --since 2020-01-01
client add 星河控股集团有限公司 --code HX-0001 --institution BJ --relationship served
client add 华北星河新能源股份有限公司 --code HX-0002 --institution BJ --relationship served
client add 澜洲港务有限公司 --code HX-0003
group add XH 星河集团 --parent HX-0001
group link HX-0001 HX-0002 --pct 71% --since 2020-01-01
team join XH W1 --role group_manager --since 2020-01-01
team join XH W2 --role local_manager --client HX-0002 --since 2020-01-01
team join XH W3 --role local_manager --client HX-0001 --since 2020-01-01
"""


_made: list[bytes] = []  # the furnished store, as the first test that wanted one made it


def furnish(crm: Crm, more: str = "") -> None:
    """Fills an empty store; `more` are further lines of the script."""
    if not _made:
        _made.append(_bank(crm))
    crm.db.write_bytes(_made[0])
    if more:
        crm("run", "-", "--atomic", input=more)


def _bank(crm: Crm) -> bytes:
    folder = crm.folder / "furnished"
    folder.mkdir()
    shutil.copy(crm.db, folder / "bank.db")
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, folder)
        Crm(folder, patch)("run", "-", "--atomic", input=BANK)
    return (folder / "bank.db").read_bytes()
