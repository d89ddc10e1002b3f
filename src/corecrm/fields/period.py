"""How the closing of a period is called."""

from corecrm.fields import Kind, Label

code = Label("code", zh="关账编号", en="Closing")
closed_to = Label("closed_to", zh="关账至", en="Closed up to", kind=Kind.date)
closed_on = Label("closed_on", zh="关账日期", en="Closed on", kind=Kind.date)
reopened_on = Label("reopened_on", zh="重开日期", en="Reopened on", kind=Kind.date)
sealed_facts = Label("sealed_facts", zh="封存事实数", en="Facts sealed", kind=Kind.count)
seal = Label("seal", zh="封存校验值", en="Seal")
reason = Label("reason", zh="重开原因", en="Reason for reopening")
