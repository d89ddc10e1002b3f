"""How an import batch and a saved column map are called."""

from corecrm.fields import Kind, Label

code = Label("code", zh="批次编号", en="Batch")
noun = Label("noun", zh="类别", en="Noun", kind=Kind.choice)
files = Label("files", zh="文件", en="Files")
sha256 = Label("sha256", zh="SHA-256", en="SHA-256")
imported_at = Label("imported_at", zh="导入时间", en="Imported at", kind=Kind.instant)
read = Label("read", zh="读取", en="Read", kind=Kind.count)
new = Label("new", zh="新增", en="New", kind=Kind.count)
changed = Label("changed", zh="更新", en="Changed", kind=Kind.count)
unchanged = Label("unchanged", zh="无变化", en="Unchanged", kind=Kind.count)
rejected = Label("rejected", zh="拒绝", en="Rejected", kind=Kind.count)
manner = Label("manner", zh="导入方式摘要", en="Manner digest")
result = Label("result", zh="读取结果", en="Reading result")
name = Label("name", zh="映射名称", en="Map name")
columns = Label("columns", zh="列映射", en="Columns")
