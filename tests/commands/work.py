"""A small bank to try tasks and signals on: four people, one group with two members and a stranger."""

from conftest import Crm

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


def furnish(crm: Crm, more: str = "") -> None:
    """Fills an empty store; `more` are further lines of the script."""
    crm("run", "-", "--atomic", input=BANK + more)
