"""How the fields of a client group are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice
from corecrm.fields.client import Relationship, Tier
from corecrm.fields.risk import SignalLevel


class ListLevel(Labelled):
    """Whose list of core clients a group stands on."""

    head_office = "head_office", "总行级", "Head-office level"
    branch = "branch", "分行级", "Branch level"


class ListStatus(Labelled):
    """Where a group stands on the list."""

    prospect = "prospect", "潜在", "Prospect"
    target = "target", "目标", "Target"
    core = "core", "核心", "Core"
    watch = "watch", "观察", "Watch"
    exited = "exited", "退出", "Exited"


code = Label("code", zh="集团编号", en="Group code", aliases=("集团编码", "编号", "集团"))
name = Label("name", zh="集团名称", en="Group name", aliases=("名称", "集团全称"))
parent = Label("parent", zh="集团本部", en="Group parent", aliases=("母公司", "本部", "集团母公司"))
parent_name = Label("parent_name", zh="本部名称", en="Group parent name")
level = choice("level", "名单级别", "List level", ListLevel, aliases=("级别",))
status = choice("status", "名单状态", "List status", ListStatus, aliases=("状态",))
listed_on = Label("listed_on", zh="入选日期", en="Listed on", kind=Kind.date)
institution = Label("institution", zh="主办行", en="Lead branch", aliases=("主办机构", "牵头行"))
institution_name = Label("institution_name", zh="主办行名称", en="Lead branch name")
manager = Label("manager", zh="集团客户经理", en="Group manager")
manager_name = Label("manager_name", zh="集团客户经理姓名", en="Group manager name")
members = Label("members", zh="成员数", en="Members", kind=Kind.count)
served = Label("served", zh="已服务", en="Served", kind=Kind.count)
not_served = Label("not_served", zh="未服务", en="Not served", kind=Kind.count)
off_list = Label("off_list", zh="名单外", en="Off the list", kind=Kind.count)
note = Label("note", zh="备注", en="Note", aliases=("说明",))
pinyin = Label("pinyin", zh="拼音", en="Pinyin")
initials = Label("initials", zh="拼音首字母", en="Initials")
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)

# The family tree: one row a member.
member = Label("member", zh="成员（持股）", en="Member (share)")
client = Label("client", zh="客户", en="Client")
client_name = Label("client_name", zh="客户名称", en="Client name")
holder = Label("holder", zh="持有方", en="Holder")
pct = Label("pct", zh="持股比例", en="Share held", kind=Kind.rate)
depth = Label("depth", zh="层级", en="Depth", kind=Kind.count)
relationship = choice("relationship", "服务关系", "Relationship", Relationship)
tier = choice("tier", "分层", "Tier", Tier)
branch = Label("institution", zh="机构编号", en="Institution code")
branch_name = Label("institution_name", zh="机构", en="Institution")
client_manager = Label("manager", zh="经理工号", en="Manager code")
client_manager_name = Label("manager_name", zh="经理", en="Manager")
deposits_estimated = Label("deposits_estimated", zh="存款日均含估算", en="Deposits are estimated", kind=Kind.flag)
deposits_known = Label("deposits_days_known", zh="存款日均已知天数", en="Deposits, days known", kind=Kind.count)
deposits_asked = Label("deposits_days_asked", zh="存款日均应有天数", en="Deposits, days asked", kind=Kind.count)
deposits = Label("dep_adb", zh="存款", en="Deposits", kind=Kind.money, unit="元")
loans = Label("loan_bal", zh="贷款", en="Loans", kind=Kind.money, unit="元")
credit_use = Label("credit_use", zh="用信", en="Credit use", kind=Kind.rate)
held = Label("products_held", zh="已用产品", en="Products held", kind=Kind.count)
offered = Label("products_offered", zh="可用产品", en="Products offered", kind=Kind.count)
products = Label("products", zh="产品", en="Products")
risk = choice("risk", "风险", "Risk", SignalLevel)
