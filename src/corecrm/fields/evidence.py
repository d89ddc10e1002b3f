"""How the evidence for an act is called."""

from corecrm.fields import Kind, Label

noun = Label("noun", zh="类别", en="Noun")
row_id = Label("row_id", zh="记录", en="Record", kind=Kind.count)
reference = Label("reference", zh="证据", en="Evidence", aliases=("证明材料", "附件"))
note = Label("note", zh="说明", en="Note")
sha256 = Label("sha256", zh="SHA-256", en="SHA-256")
given_on = Label("given_on", zh="提交日期", en="Given on", kind=Kind.date, past=True)
