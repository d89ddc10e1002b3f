"""A bank of any size, as the files of a bundle: what speed and growth are measured on.

Everything follows from the numbers alone, and a group is the same in a small and in a large bank. A group has 100 clients: a
tree of 60 members, of which 20 are served and have five figures in each of ten months, and 40 that belong to nobody.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from corecrm.identifiers import make_uscc

CLIENTS, MEMBERS, SERVED, MONTHS, INSTITUTIONS, TASKS = 100, 60, 20, 10, 60, 20
WORDS = ("能源", "重工", "物流", "食品", "化工", "科技", "贸易", "建设")

Rows = Iterable[Sequence[object]]


def write_bank(folder: Path, groups: int) -> Path:
    """Writes the files of a bank with so many groups into a new folder; each group brings 100 clients and 1,000 facts."""
    folder.mkdir()
    for name, (heads, rows_of) in FILES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(heads)
            out.writerows(rows_of(groups))
    return folder


def client(group: int, number: int) -> str:
    """The code of a client; the first member of a group is its parent."""
    return f"K{group:04d}{number:03d}"


def _each(rows_of: Callable[[int], Rows]) -> Callable[[int], Rows]:
    """The rows of every group, one group after another."""

    def rows(groups: int) -> Rows:
        for group in range(groups):
            yield from rows_of(group)

    return rows


def _institution(number: int) -> str:
    return f"B{number % INSTITUTIONS:03d}"


def _person(group: int, number: int) -> str:
    return f"P{group:04d}{number % 3}"


def _institutions(_groups: int) -> Rows:
    yield "ZH", "总行", "总行", ""
    for number in range(INSTITUTIONS):
        yield _institution(number), f"第{number}分行", "分行", "ZH"


def _staff(group: int) -> Rows:
    for number in range(3):
        post = "集团客户经理" if number == 0 else "本地客户经理"
        yield _person(group, number), f"职员{group:04d}{number}", _institution(group + number), post, "2024-01-01"


def _clients(group: int) -> Rows:
    for number in range(CLIENTS):
        name = f"中江星{group:04d}{number:03d}{WORDS[number % 8]}有限公司"
        served = "已服务" if number < SERVED else "未服务"
        credit = make_uscc("91", "110105", f"{group * CLIENTS + number:08d}")
        yield client(group, number), name, credit, _institution(group + number % 5), "abc"[number % 3], served


def _group(group: int) -> Rows:
    yield f"Q{group:04d}", f"星{group:04d}集团", client(group, 0), _institution(group), "分行级", "核心"


def _edges(group: int) -> Rows:
    for number in range(1, MEMBERS):
        yield client(group, (number - 1) // 4), client(group, number), "控股", "71%", "2020-01-01"


def _seats(group: int) -> Rows:
    yield f"Q{group:04d}", "", _person(group, 0), "集团客户经理", "2025-01-10"
    for number in range(SERVED):
        yield f"Q{group:04d}", client(group, number), _person(group, 1 + number % 2), "本地客户经理", "2025-01-10"


def _facts(group: int) -> Rows:
    for number in range(SERVED):
        for month in range(1, MONTHS + 1):
            base = 1000 + 7 * number + 13 * month
            yield client(group, number), f"2026-{month:02d}", base, base - 5, base * 2, base % 90, base % 40


def _goals(group: int) -> Rows:
    """A whole of balances by institution and client, one of income by quarter, institution, client and member of staff: 50."""
    code, year = f"Q{group:04d}", 2026
    for metric, target, quarters, clients in (("dep_adb", 60000, 0, 14), ("fee_inc", 60000, 4, 20)):
        top = f"G-{year}-{code}/{metric}"
        yield top, code, year, metric, "", "", "", "", _person(group, 0), target, "万元"
        for number in range(quarters):
            yield f"{top}/Q{number + 1}", code, year, metric, top, "季度", "", "", "", target // 4, "万元"
        for number in range(5):
            place = _institution(group + number)
            yield f"{top}/{place}", code, year, metric, top, "机构", place, "", "", target // 5, "万元"
        for number in range(clients):
            member = client(group, number)
            yield f"{top}/{member}", code, year, metric, top, "成员单位", "", member, "", target // 20, "万元"


def _tasks(group: int) -> Rows:
    """Most of them closed: what is done stays in the store for ever."""
    for number in range(TASKS):
        due = f"2026-{1 + number % 12:02d}-{10 + number % 15}"
        closed = number % 12 < MONTHS and number % 4 > 0
        yield (
            f"T-{group:04d}{number:02d}", f"回访第{number}户", "例行", f"Q{group:04d}", client(group, number),
            _person(group, number), "2026-01-02", due, due, "办结" if closed else "进行中", due if closed else "",
        )  # fmt: skip


FILES: dict[str, tuple[Sequence[str], Callable[[int], Rows]]] = {
    "institution": (("机构编号", "机构名称", "机构类型", "上级机构"), _institutions),
    "staff": (("员工编号", "姓名", "机构", "岗位", "起始日"), _each(_staff)),
    "client": (("客户编号", "客户名称", "统一社会信用代码", "经营机构", "客户分层", "服务关系"), _each(_clients)),
    "group": (("集团编号", "集团名称", "集团本部", "主办行", "名单级别", "名单状态"), _each(_group)),
    "ownership": (("持有方", "被持有方", "关系类型", "持股比例", "起始日"), _each(_edges)),
    "team": (("集团", "负责成员", "员工", "小组角色", "起始日"), _each(_seats)),
    "actual": (
        (
            "客户编号",
            "期间",
            "存款余额（万元）",
            "存款日均（万元）",
            "贷款余额（万元）",
            "中间业务收入（万元）",
            "新增代发户数（户）",
        ),
        _each(_facts),
    ),
    "goal": (
        ("目标编号", "集团", "年度", "指标", "上级目标", "分解维度", "机构", "成员单位", "责任人", "目标值", "单位"),
        _each(_goals),
    ),
    "task": (
        ("任务编号", "事项", "来源", "集团", "客户", "责任人", "下达日期", "期限", "原定期限", "状态", "办结日期"),
        _each(_tasks),
    ),
}
"""File -> (its headings, its rows for so many groups)."""
