"""How the settings of a store are called."""

from corecrm.fields import Label

name = Label("name", zh="设置项", en="Setting")
value = Label("value", zh="值", en="Value")
