"""How the fields of a product holding are called."""

from corecrm.fields import Kind, Label

code = Label("code", zh="持有编号", en="Holding code", aliases=("编号",))
client = Label("client", zh="客户", en="Client", aliases=("客户编号", "客户名称"))
client_name = Label("client_name", zh="客户名称", en="Client name")
product = Label("product", zh="产品", en="Product", aliases=("产品编号", "产品名称"))
product_name = Label("product_name", zh="产品名称", en="Product name")
institution = Label("institution", zh="机构", en="Institution", aliases=("机构编号",))
institution_name = Label("institution_name", zh="机构名称", en="Institution name")
valid_from = Label("valid_from", zh="开办日", en="From", kind=Kind.date, aliases=("起始日",))
valid_to = Label("valid_to", zh="终止日", en="To", kind=Kind.date)
balance = Label("balance", zh="余额", en="Balance", kind=Kind.money, unit="元", aliases=("金额",))
note = Label("note", zh="备注", en="Note", aliases=("说明",))
