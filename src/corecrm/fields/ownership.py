"""How an edge between two clients is called: who holds whom, how, from when to when."""

from corecrm.fields import Kind, Label, Labelled, choice


class EdgeKind(Labelled):
    """What ties two companies together."""

    control = "control", "控股", "Control"
    minority = "minority", "参股", "Minority"
    guarantee = "guarantee", "担保", "Guarantee"
    key_person = "key_person", "关键人", "Key person"
    supply_chain = "supply_chain", "供应链", "Supply chain"
    dependence = "dependence", "经济依存", "Dependence"


code = Label("code", zh="关系编号", en="Edge code", aliases=("编号",))
holder = Label(
    "holder", zh="持有方", en="Holder", aliases=("母公司", "上级单位", "股东", "上级企业", "控股方", "parent", "subsidiary_of")
)
holder_name = Label("holder_name", zh="持有方名称", en="Holder name")
owned = Label("owned", zh="被持有方", en="Owned", aliases=("子公司", "成员单位", "下级单位", "被投资企业"))
owned_name = Label("owned_name", zh="被持有方名称", en="Owned name")
kind = choice("kind", "关系类型", "Edge kind", EdgeKind, aliases=("类型",))
pct = Label("pct", zh="持股比例", en="Share held", kind=Kind.rate, aliases=("持股", "股权比例", "比例"))
valid_from = Label("valid_from", zh="起始日", en="From", kind=Kind.date, aliases=("生效日期",))
valid_to = Label("valid_to", zh="终止日", en="To", kind=Kind.date, aliases=("失效日期",))
note = Label("note", zh="备注", en="Note", aliases=("说明",))
