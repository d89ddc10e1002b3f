"""How the fields of a client are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice


class Tier(Labelled):
    """How much service a client gets."""

    a = "a", "A类", "Class A"
    b = "b", "B类", "Class B"
    c = "c", "C类", "Class C"


class Relationship(Labelled):
    """Whether the bank serves the client yet."""

    served = "served", "已服务", "Served"
    not_served = "not_served", "未服务", "Not served"
    off_list = "off_list", "名单外", "Off the list"


class IdentityKind(Labelled):
    """The register that a client's identity number is from."""

    uscc = "uscc", "统一社会信用代码", "Unified social credit code"
    registration = "registration", "注册号", "Registration number"
    organisation = "organisation", "组织机构代码", "Organisation code"
    lei = "lei", "LEI", "LEI code"
    foreign = "foreign", "境外", "Foreign"
    none = "none", "无", "None"


class NameKind(Labelled):
    """What another name of a client is to it."""

    former = "former", "曾用名", "Former name"
    alias = "alias", "别名", "Alias"


code = Label("code", zh="客户编号", en="Client code", aliases=("客户编码", "编码", "编号", "客户号"))
name = Label(
    "name", zh="客户名称", en="Client name", aliases=("名称", "单位全称", "企业名称", "公司名称", "客户全称", "全称", "单位名称")
)
short_name = Label("short_name", zh="简称", en="Short name", aliases=("客户简称", "shortName", "企业简称"))
identity_kind = choice("identity_kind", "证件类型", "Identity kind", IdentityKind)
identity_no = Label(
    "identity_no",
    zh="统一社会信用代码",
    en="Credit code",
    aliases=("信用代码", "社会信用代码", "证件号码", "uscc", "uniformSocialCreditCode", "Identity number"),
)
division_code = Label("division_code", zh="行政区划", en="Division code", aliases=("行政区划代码", "地区代码", "区划代码"))
industry_code = Label("industry_code", zh="行业代码", en="Industry code", aliases=("行业", "国民经济行业代码"))
institution = Label("institution", zh="经营机构", en="Institution", aliases=("机构", "分行", "经办机构", "管户机构"))
institution_name = Label("institution_name", zh="机构名称", en="Institution name")
group = Label("group", zh="集团", en="Group", aliases=("所属集团", "集团编号"))
group_name = Label("group_name", zh="集团名称", en="Group name")
manager = Label("manager", zh="客户经理", en="Manager")
manager_name = Label("manager_name", zh="客户经理姓名", en="Manager name")
tier = choice("tier", "客户分层", "Tier", Tier, aliases=("分层", "客户分类"))
relationship = choice("relationship", "服务关系", "Relationship", Relationship, aliases=("关系",))
registered_on = Label(
    "registered_on", zh="成立日期", en="Registered on", kind=Kind.date, aliases=("注册日期", "成立时间"), past=True
)
note = Label("note", zh="备注", en="Note", aliases=("说明",))
pinyin = Label("pinyin", zh="拼音", en="Pinyin")
initials = Label("initials", zh="拼音首字母", en="Initials", aliases=("首字母",))
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
aliases = Label("aliases", zh="其他名称", en="Other names")
alias = Label("alias", zh="其他名称", en="Other name", aliases=("别名", "曾用名"))
alias_kind = choice("alias_kind", "名称类型", "Name kind", NameKind)
numbers = Label("numbers", zh="外部编号", en="External numbers")
system = Label("system", zh="系统", en="System", aliases=("来源系统",))
client = Label("client", zh="客户", en="Client")
number = Label("number", zh="外部编号", en="External number")
PARTS = {"client_name": {"name": alias, "kind": alias_kind}}

# The client's sheet.
title = Label("title", zh="事项", en="Task")
signal_name = Label("signal_name", zh="信号", en="Signal")
metric = Label("metric", zh="指标编号", en="Metric code")
metric_name = Label("metric_name", zh="指标", en="Metric")
value = Label("value", zh="实际", en="Value", kind=Kind.quantity)
change = Label("change", zh="增减", en="Change", kind=Kind.quantity)
target = Label("target", zh="目标", en="Target", kind=Kind.quantity)
done_rate = Label("done_rate", zh="完成", en="Done", kind=Kind.rate)
trend = Label("trend", zh="走势", en="Trend")
known_to = Label("known_to", zh="截至", en="Up to", kind=Kind.date)
estimated = Label("estimated", zh="实际含估算", en="Value is estimated", kind=Kind.flag)
days_known = Label("days_known", zh="已知天数", en="Days known", kind=Kind.count)
days_asked = Label("days_asked", zh="应有天数", en="Days asked", kind=Kind.count)
credit_line = Label("credit_line", zh="额度", en="Line")
approved = Label("approved", zh="批复", en="Approved", kind=Kind.money, unit="元")
used = Label("used", zh="已用", en="Used", kind=Kind.money, unit="元")
available = Label("available", zh="可用", en="Available", kind=Kind.money, unit="元")
use = Label("use", zh="使用率", en="Use", kind=Kind.rate)
expires_on = Label("expires_on", zh="到期日", en="Expires on", kind=Kind.date)
