"""How a record that was searched for is called, and what of it was found."""

from corecrm.fields import Kind, Label, Labelled, choice


class Match(Labelled):
    """What of a record a text was."""

    key = "key", "编号", "Key"
    identity = "identity", "证件号码", "Identity number"
    named = "name", "名称", "Name"
    prefix = "prefix", "编号开头", "Beginning of the key"
    part = "part", "名称的一部分", "Part of the name"
    spelling = "pinyin", "拼音", "Pinyin"

    @property
    def exact(self) -> bool:
        """Whether a write may go by it."""
        return self not in (Match.part, Match.spelling)


noun = Label("noun", zh="类别", en="Noun", kind=Kind.choice)
key = Label("key", zh="编号", en="Key")
name = Label("name", zh="名称", en="Name")
matched = choice("matched", "匹配方式", "Matched by", Match)
