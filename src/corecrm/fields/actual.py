"""How the fields of a fact are called."""

from corecrm.fields import Kind, Label, Labelled, choice


class Basis(Labelled):
    """Whose books a figure is counted in."""

    book = "book", "账务口径", "Book basis"
    assessment = "assessment", "考核口径", "Assessment basis"


code = Label("code", zh="数据编号", en="Fact")
client = Label("client", zh="客户", en="Client", aliases=("客户编号", "客户名称", "单位名称", "企业名称"))
client_name = Label("client_name", zh="客户名称", en="Client name")
metric = Label("metric", zh="指标", en="Metric", aliases=("指标编号", "指标名称"))
metric_name = Label("metric_name", zh="指标名称", en="Metric name")
period_from = Label("period_from", zh="起", en="From", kind=Kind.date, aliases=("起始日", "开始日期"))
period_to = Label("period_to", zh="止", en="To", kind=Kind.date, aliases=("终止日", "结束日期", "日期", "数据日期"), past=True)
known_to = Label(
    "known_to",
    zh="数据截至",
    en="Known to",
    kind=Kind.date,
    aliases=("截至日期", "截至日", "数据截至日", "holds to"),
    past=True,
)
period = Label("period", zh="期间", en="Period", aliases=("月份", "报告期"))
value = Label("value", zh="数值", en="Value", kind=Kind.quantity, aliases=("金额", "实际值", "余额"))
counted = Label("counted", zh="计入", en="Counted", kind=Kind.quantity)
counted_days = Label("counted_days", zh="计入天数", en="Days counted", kind=Kind.count)
days_known = Label("days_known", zh="已知天数", en="Days known", kind=Kind.count)
days_asked = Label("days_asked", zh="应有天数", en="Days asked", kind=Kind.count)
estimated = Label("estimated", zh="计入含估算", en="Counted is estimated", kind=Kind.flag)
unit = Label("unit", zh="单位", en="Unit")
basis = choice("basis", "口径", "Basis", Basis)
line = Label("line", zh="业务条线", en="Product line", aliases=("条线",))
institution = Label("institution", zh="记账机构", en="Booking institution", aliases=("机构", "机构编号"))
institution_name = Label("institution_name", zh="机构名称", en="Institution name")
batch = Label("batch", zh="导入批次", en="Import batch")
source_file = Label("source_file", zh="来源文件", en="Source file")
source_sheet = Label("source_sheet", zh="来源工作表", en="Source sheet")
source_row = Label("source_row", zh="来源行", en="Source row", kind=Kind.count)
recorded_at = Label("recorded_at", zh="记录时间", en="Recorded at", kind=Kind.instant)
superseded_by = Label("superseded_by", zh="被更正为", en="Superseded by")
