"""What a customer wants, out of what a customer says: courtesy and asides taken away."""

import re

from agentar_assets.verification.answerers.question import block

_ASIDE = re.compile(
    r"(?:另外|不过)?[^，,]{1,14}我?(?:晚点再问|"
    r"看过了|的?介绍我读了|的?材料收到了|也读了|"
    r"懂了|已经清楚了|没关系|再说)|.{0,4}(?:不是问|"
    r"先不说)[^，,]{1,14}|[^，,]{1,14}(?:放一边|"
    r"那一条变了|那段)"
    r"|关于[^，,]{1,14}"
    r"|刚看了[^，,]{1,14}|(?:网点贴了|昨天短信提到)[^，"
    r",]{1,14}|(?:公告里写了|朋友跟我讲了|你们发的材料讲到|"
    r"上次你讲的|听说)[^，,]{1,14}"
    r"|thanks for the sheet on [^,;]*|they say the rule on [^,;]*"
    r"|(?:leaving|about|your leaflet speaks "
    r"of|the notice mentions|a friend told me "
    r"about|they say|I read the part on|and "
    r"I read the lines on|it is not about|this "
    r"has nothing to do with)\b[^,;:]*(?:aside|"
    r"enough|changed)?"
    r"|[^,;]{1,30} is clear to me",
    re.I,
)
_COURTESY = re.compile(
    r"您好|你好|请问|麻烦问一下|麻烦了|打扰了|"
    r"客服在吗|我想问问|是这样的|多谢|谢谢|辛苦您|"
    r"比较急|我在线等|今天能办吗|喂"
    r"|hello|excuse me|good morning|please help|"
    r"one question|it is like this|thank you|"
    r"please|it is urgent|i am waiting|can it "
    r"be today|hi",
    re.I,
)
_JOINT = re.compile(r"另外|顺便|再就是|还有|besides|and also|then", re.I)


_AMENDED = re.compile(
    r"等等，(?P<slot>[^，。]{1,6})(?:改成|换成|应该是)(?P<value>[^，。」]+)"
    r"|No, make the (?P<name>[a-z ]+?) (?P<said>(?:RMB|the|my|every|a|an)?\s?[^.”;]+)",
)


def amended(text: str) -> dict[str, str]:
    """Slots that the customer corrects at the end, with their last value."""
    found = [*_AMENDED.finditer(block(text))]
    return {
        (one["slot"] or one["name"]).strip(): (one["value"] or one["said"]).strip() for one in found
    }


def segments(text: str) -> list[str]:
    """What the customer says, one piece a wish: between the words that join wishes."""
    kept: list[list[str]] = [[]]
    for part in re.split(r"[，；;。：]\s*|,(?!\d)\s*|:\s+|\.\s+", _AMENDED.sub("", block(text))):
        bare = part.strip()
        if _JOINT.fullmatch(bare):
            kept.append([])
        elif bare and not _COURTESY.fullmatch(bare) and not _ASIDE.fullmatch(bare):
            kept[-1].append(_without_joint(bare))
    return ["，".join(piece) for piece in kept if piece]


def _without_joint(part: str) -> str:
    return re.sub(r"^(?:另外|顺便|再就是|还有|besides|and also|then)\s*", "", part)
