"""Makes the long files of data/demo: companies, who owns whom, teams, two years of facts, holdings.

    python tests/tools/demo_bank.py

The short ones (institutions, staff, goals, tasks, risks) are kept by hand. Everything is invented and follows from this file
alone: no clock, no chance. The figures of group XH (星河集团) are the worked example that screens, report and scenarios
share. Amounts are in 万元.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corecrm.identifiers import make_uscc
from corecrm.periods import Period

FOLDER = Path(__file__).parents[2] / "data" / "demo"
MONTHS = [Period.parse(f"{2024 + (10 + step) // 12}-{(10 + step) % 12 + 1:02d}") for step in range(24)]  # 2024-11 … 2026-10
CENT = Decimal("0.01")


class Member(NamedTuple):
    """A company of a group; `adb` and `loan` are its deposits and loans at the end of October 2026, 万元."""

    depth: int
    name: str
    pct: int
    inst: str
    staff: str
    division: str
    industry: str
    tier: str
    adb: int
    loan: int


# One line a company: depth, name, share held by the one above, institution, manager, division, industry, tier, deposits, loans.
# Without a manager the company is not served yet.
XH = (
    Member(0, "星河控股集团有限公司", 100, "BJ01", "W0001", "110105", "L72", "a", 3260, 18000),
    Member(1, "华北星河新能源股份有限公司", 71, "BJ01", "W0002", "110105", "C38", "a", 2145, 5800),
    Member(2, "星河储能（天津）有限公司", 100, "TJ01", "W0003", "120116", "C38", "b", 2812, 1200),
    Member(3, "星河储能运维（滨海）有限公司", 80, "TJ01", "W0003", "120116", "M74", "c", 640, 0),
    Member(4, "滨海星储检测技术有限公司", 60, "", "", "120116", "M74", "c", 0, 0),
    Member(2, "星河光伏（内蒙古）有限公司", 60, "", "", "150102", "C38", "b", 0, 0),
    Member(3, "包头星河硅材料有限公司", 75, "", "", "150203", "C30", "c", 0, 0),
    Member(1, "星河集团财务有限公司", 100, "BJ01", "W0001", "110102", "J69", "a", 1685, 0),
    Member(1, "华东星河重工有限公司", 55, "SH01", "W0004", "310115", "C34", "a", 2650, 13600),
    Member(2, "星河重工（南通）有限公司", 100, "SH", "W0004", "320612", "C34", "b", 1120, 2400),
    Member(3, "南通星河铸锻有限公司", 51, "SH", "W0017", "320612", "C33", "c", 410, 300),
    Member(2, "星河船用装备（上海）有限公司", 67, "SH01", "W0004", "310115", "C37", "b", 980, 1500),
    Member(3, "启东星河海工配套有限公司", 100, "", "", "320681", "C37", "c", 0, 0),
    Member(1, "星河轨道交通装备有限公司", 90, "TJ", "W0003", "120110", "C37", "a", 2230, 4200),
    Member(2, "星河信号技术（天津）有限公司", 100, "TJ", "W0019", "120110", "I65", "b", 1118, 600),
    Member(2, "唐山星河车轴有限公司", 70, "TJ", "W0019", "130202", "C33", "c", 620, 800),
    Member(1, "星河国际贸易有限公司", 100, "SH01", "W0017", "310115", "F51", "b", 560, 900),
    Member(2, "星河国际物流（上海）有限公司", 80, "SH01", "W0017", "310115", "G58", "c", 400, 0),
    Member(1, "星河数据科技（北京）有限公司", 65, "BJ", "W0002", "110108", "I65", "b", 800, 500),
    Member(2, "星河云算（成都）有限公司", 100, "", "", "510104", "I64", "c", 0, 0),
    Member(1, "星河融资租赁有限公司", 75, "", "", "120116", "L71", "b", 0, 0),
)
OFF_LIST = Member(1, "星河地产发展有限公司", 34, "", "", "110105", "K70", "c", 0, 0)


class Kin(NamedTuple):
    """How the companies of a smaller group are named and who serves them."""

    code: str
    name: str
    word: str
    lead: str
    manager: str
    trades: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str, str, str], ...]


KIN = (
    Kin("LZ", "澜洲港航集团", "澜洲", "GZ", "W0012", (("港口投资", "G55"), ("航运", "G55"), ("供应链", "F51"), ("船舶修造", "C37"), ("冷链物流", "G59"), ("码头运营", "G55"), ("海事服务", "G55")), (("广州", "440115", "GZ", "W0014"), ("珠海", "440402", "GZ", "W0014"), ("上海", "310115", "SH01", "W0017"), ("厦门", "350203", "", ""))),
    Kin("SY", "穗原食品集团", "穗原", "JN", "W0013", (("食品", "C14"), ("农业科技", "A01"), ("粮油", "C13"), ("乳业", "C14"), ("冷链", "G59"), ("饲料", "C13"), ("商贸", "F51")), (("济南", "370102", "JN", "W0015"), ("青岛", "370212", "JN", "W0015"), ("德州", "371402", "JN", "W0015"), ("郑州", "410105", "", ""))),
    Kin("QY", "青砚矿业集团", "青砚", "CD", "W0011", (("矿业", "B09"), ("稀有金属", "C32"), ("矿山工程", "E48"), ("选冶技术", "M74"), ("物资贸易", "F51"), ("环保科技", "N77"), ("电力", "D44")), (("成都", "510107", "CD", "W0016"), ("攀枝花", "510402", "CD", "W0016"), ("呼和浩特", "150105", "NM", "W0018"), ("昆明", "530111", "", ""))),
)  # fmt: skip
SHAPE = (0, 1, 2, 3, 2, 1, 2, 3, 1, 2, 2, 3, 1, 2, 3, 1, 1, 2, 1)  # the depths of a smaller group's members


def members_of(kin: Kin) -> list[Member]:
    """The companies of a smaller group."""
    chance = random.Random(kin.code)
    made, used = (
        [
            Member(
                0, f"{kin.word}{kin.trades[0][0]}集团有限公司", 100, kin.lead, kin.manager, kin.places[0][1], "L72", "a", 2400, 9000
            )
        ],
        set(),
    )
    for number, depth in enumerate(SHAPE[1:], start=1):
        trade, industry = kin.trades[number % len(kin.trades)]
        place, division, inst, staff = kin.places[chance.randrange(len(kin.places))]
        name = f"{place}{kin.word}{trade}有限公司"
        while name in used:
            trade, industry = chance.choice(kin.trades)
            place, division, inst, staff = chance.choice(kin.places)
            name = f"{place}{kin.word}{trade}有限公司"
        used.add(name)
        adb = chance.randrange(120, 1900) if staff else 0
        made.append(
            Member(
                depth,
                name,
                chance.choice((51, 60, 67, 70, 80, 100)),
                inst,
                staff,
                division,
                industry,
                "abc"[min(depth, 2)],
                adb,
                adb * chance.randrange(0, 4) if staff else 0,
            )
        )
    return made


def groups() -> Iterator[tuple[str, str, str, str, Sequence[Member]]]:
    """(code, name, lead branch, group manager, companies), XH first."""
    yield "XH", "星河集团", "BJ", "W0001", (*XH, OFF_LIST)
    for kin in KIN:
        yield kin.code, kin.name, kin.lead, kin.manager, members_of(kin)


def write(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One CSV file of the demo."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


class Company(NamedTuple):
    """A member with its code, its group and the code of the one above it."""

    code: str
    group: str
    above: str
    member: Member


def companies() -> list[Company]:
    """Every company of the demo, parents before children."""
    made, number = [], 0
    for group, _name, _lead, _manager, members in groups():
        chain: list[str] = []
        for member in members:
            number += 1
            code = f"HX-{number:04d}"
            del chain[member.depth :]
            made.append(Company(code, group, chain[-1] if chain else "", member))
            chain.append(code)
    return made


def main() -> None:
    """Writes every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    all_of_them = companies()
    write_clients(all_of_them)
    write_teams(all_of_them)
    write_facts(all_of_them)
    write_holdings(all_of_them)


def write_clients(all_of_them: Sequence[Company]) -> None:
    """Clients, the groups at whose tops they stand, and who controls whom."""
    head = ("客户编号", "客户名称", "统一社会信用代码", "行政区划", "行业代码", "经营机构", "客户分层", "服务关系", "成立日期")
    rows = []
    for number, company in enumerate(all_of_them, start=1):
        member = company.member
        relationship = "名单外" if member is OFF_LIST else "已服务" if member.staff else "未服务"
        founded = date(1998 + number * 7 % 24, number % 12 + 1, number % 27 + 1)
        credit_code = make_uscc("91", member.division, f"MA{number * 7919 % 900000 + 100000:06d}")
        rows.append(
            (
                company.code,
                member.name,
                credit_code,
                member.division,
                member.industry,
                member.inst,
                member.tier,
                relationship,
                founded,
            )
        )
    write("client", head, rows)
    tops = {company.group: company.code for company in all_of_them if company.member.depth == 0}
    levels = {"XH": "总行级", "LZ": "总行级", "SY": "分行级", "QY": "分行级"}
    write(
        "group",
        ("集团编号", "集团名称", "集团本部", "主办行", "名单级别", "名单状态", "入选日期"),
        (
            (code, name, tops[code], lead, levels[code], "观察" if code == "QY" else "核心", "2025-01-10")
            for code, name, lead, _m, _c in groups()
        ),
    )
    edges = [company for company in all_of_them if company.above]
    write(
        "ownership",
        ("持有方", "被持有方", "关系类型", "持股比例", "起始日"),
        (
            (
                e.above,
                e.code,
                "参股" if e.member is OFF_LIST else "控股",
                f"{e.member.pct}%",
                "2026-04-01" if e.code == "HX-0015" else "2020-01-01",
            )
            for e in edges
        ),
    )


def write_teams(all_of_them: Sequence[Company]) -> None:
    """The seats: group managers and experts for groups, local managers for companies."""
    rows: list[tuple[str, str, str, str, str, str]] = []
    for code, _name, _lead, manager, _companies in groups():
        rows.append((code, "", manager, "集团客户经理", "2025-01-10", ""))
        rows.append((code, "", "W0005" if code in ("XH", "LZ") else "W0029", "专户风险管理经理", "2025-01-10", ""))
        rows.append((code, "", "W0007" if code != "XH" else "W0026", "产品经理", "2025-01-10", ""))
    rows.append(("XH", "", "W0006", "专户风险审查经理", "2025-01-10", ""))
    managers = {code: manager for code, _name, _lead, manager, _companies in groups()}
    for company in all_of_them:
        staff = company.member.staff
        if not staff:
            continue
        role = "集团客户经理" if staff == managers[company.group] else "本地客户经理"
        if company.code == "HX-0017":  # handed over in the middle of 2026
            rows.append((company.group, company.code, "W0004", "本地客户经理", "2025-01-10", "2026-07-01"))
            rows.append((company.group, company.code, staff, "本地客户经理", "2026-07-01", ""))
        else:
            rows.append((company.group, company.code, staff, role, "2025-01-10", ""))
    write("team", ("集团", "负责成员", "员工", "小组角色", "起始日", "终止日"), rows)


def level(company: Company, month: Period, chance: random.Random) -> Decimal:
    """A company's deposit level of a month against October 2026: slow growth with a wave; 1 in the last month."""
    months_before = (2026 - month.start.year) * 12 + 10 - month.start.month
    slope = Decimal(company.code[-1]) / 1000 + Decimal("0.004")
    wave = Decimal(chance.randrange(-30, 31)) / 1000 if months_before else Decimal(0)
    return 1 - slope * months_before + wave


def write_facts(all_of_them: Sequence[Company]) -> None:
    """Two years of month-end figures of every company that is served."""
    head = (
        "客户编号",
        "期间",
        "存款余额（万元）",
        "存款日均（万元）",
        "贷款余额（万元）",
        "中间业务收入（万元）",
        "新增代发户数（户）",
    )
    rows = []
    for company in all_of_them:
        if not company.member.staff:
            continue
        chance = random.Random(company.code)
        for month in MONTHS:
            size = level(company, month, chance)
            adb = (company.member.adb * size).quantize(CENT)
            balance = (adb * (1 + Decimal(chance.randrange(-80, 160)) / 1000)).quantize(CENT)
            loan = (company.member.loan * (1 + Decimal(chance.randrange(-20, 21)) / 1000)).quantize(Decimal(1))
            fee = (Decimal(company.member.adb + company.member.loan) / 1000 * Decimal(chance.randrange(60, 140)) / 100).quantize(
                CENT
            )
            payroll = chance.randrange(0, 40) if company.member.tier != "c" else 0
            rows.append((company.code, month.code, balance, adb, loan, fee, payroll))
    write("actual", head, rows)


def write_holdings(all_of_them: Sequence[Company]) -> None:
    """Which products the served companies use."""
    by_tier = {
        "a": ("DEP01", "DEP02", "DEP04", "CM01", "CM02", "CM03", "LN01", "SC01", "RX01", "TF05"),
        "b": ("DEP01", "DEP02", "CM03", "LN01", "RX01", "SC02"),
        "c": ("DEP01", "CM03", "CM04"),
    }
    rows = []
    for number, company in enumerate(all_of_them):
        if company.member.staff:
            kept = [product for place, product in enumerate(by_tier[company.member.tier]) if (place + number) % 5]
            rows += [
                (company.code, product, company.member.inst, date(2024, 1, 1) + timedelta(days=31 * ((number + place) % 20)))
                for place, product in enumerate(kept)
            ]
    write("holding", ("客户", "产品", "机构", "开办日"), rows)


if __name__ == "__main__":
    main()
