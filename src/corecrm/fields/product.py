"""How the fields of a product and its lines are called."""

from corecrm.fields import Kind, Label, Labelled, choice


class ProductLine(Labelled):
    """The eight lines of corporate products."""

    DEP = "DEP", "存款", "Deposits"
    LN = "LN", "贷款", "Loans"
    SC = "SC", "票据供应链", "Bills and supply chain"
    TF = "TF", "贸易跨境", "Trade and cross-border"
    CM = "CM", "现金管理结算", "Cash management"
    IB = "IB", "投行", "Investment banking"
    FM = "FM", "金融市场托管", "Markets and custody"
    RX = "RX", "零售联动", "Retail linkage"


code = Label("code", zh="产品编号", en="Product code", aliases=("编号",))
name = Label("name", zh="产品名称", en="Product name", aliases=("产品", "名称"))
name_en = Label("name_en", zh="英文名称", en="English name")
line = choice("line", "条线", "Line", ProductLine)
uses_limit = Label("uses_limit", zh="占用授信", en="Uses credit limit", kind=Kind.flag)
kpi = Label("kpi", zh="带动指标", en="Feeds metric")
note = Label("note", zh="说明", en="Note", aliases=("备注",))
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
