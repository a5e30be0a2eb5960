"""Slots by likeness: pieces of the utterance go to the slot whose examples have their shape."""

import json
import re

from agentar_assets.verification.answerers.likeness import cosine, grams
from agentar_assets.verification.answerers.question import Question, choices
from agentar_assets.verification.answerers.utterance import amended, segments

_LEAST = 0.62
_EXAMPLES: dict[str, tuple[str, ...]] = {
    "金额": ("5000元", "3万元", "20000块钱", "两万块", "六千元", "12万块"),
    "价格": ("按12.5元", "按20元", "跌到30元", "挂单11.5元", "涨到8元"),
    "期限": ("12个月", "3年", "三年", "90天", "五年", "半年"),
    "年限": ("10年", "三年", "交20年", "五年"),
    "日期": ("6月3日", "11月7号", "下周三", "2026年9月24日", "这周五"),
    "账户": ("尾号8866的账户", "尾号1234的卡"),
    "份额": ("5000份", "73000份", "2万份"),
    "数量": ("300股", "6手", "5手", "1000股"),
    "频率": ("每月", "每周", "每两周", "每天", "每季度", "每个季度"),
    "被保险人": ("我女儿", "我母亲", "我本人", "我岳母", "我爱人", "我父亲", "我儿子"),
    "产品": (
        "定期存款",
        "活期存款",
        "通知存款",
        "结构性存款",
        "大额存单",
        "零存整取",
        "整存整取",
        "货币基金",
        "债券基金",
        "股票基金",
        "混合基金",
        "QDII基金",
        "养老目标基金",
        "指数基金",
        "国债",
        "国债逆回购",
        "公司债",
        "可转债",
        "科创板股票",
        "银行股",
        "沪深300ETF",
        "定期寿险",
        "医疗险",
        "年金险",
        "增额终身寿",
        "重疾险",
        "意外险",
        "护理险",
    ),
    "amount": ("RMB 50,000", "72,000 yuan", "30 yuan"),
    "price": ("at 20 yuan", "above 35.5 yuan"),
    "term": ("3 years", "12 months", "26 weeks"),
    "date": ("19 July", "4 March", "30 May"),
    "account": ("the card ending in 5779",),
    "shares": ("3000 units", "12,000 units"),
    "years": ("10 years", "30 years"),
    "insured": (
        "my father",
        "my son",
        "my daughter",
        "my mother",
        "my wife",
        "my husband",
        "myself",
    ),
    "quantity": ("300 shares", "1,000 shares"),
    "frequency": ("every day", "every week", "every month", "every quarter", "every two weeks"),
    "product": (
        "time deposit",
        "demand deposit",
        "notice deposit",
        "structured deposit",
        "certificate of deposit",
        "money market fund",
        "bond fund",
        "equity fund",
        "hybrid fund",
        "index fund",
        "pension fund",
        "STAR shares",
        "bank stocks",
        "convertible bonds",
        "corporate bonds",
        "treasury bonds",
        "index ETF",
        "savings plan",
        "term life policy",
        "accident policy",
        "medical policy",
        "care plan",
    ),
}
"""Slot and values that we made up for it."""
_BREAKS = re.compile(
    r"(?=按|跌到|挂单|涨到|尾号|每(?!年)|我(?:女|"
    r"母|本|岳|爱|父|儿))|(?<=[元块钱份股手户卡日号年月天])(?=[^\d元"
    r"块钱之])|,(?!\d)|[，、的把帮给在从到成存买卖想要投取赎转交用想"
    r"就先来出进开留退进那笔份险里是要只及至于]"
    r"|\b(?:a|an|the(?! card)|of|for|into|from|"
    r"on|to|and|I|has|hold|put|buy|sell|please|"
    r"before|taken|redeem|start|with|take|come|"
    r"then|keep|only|want|would|leave|it|me|"
    r"rest|goes|draw|should|must|receive|that|"
    r"ends|limit|save|bring|in(?! \d)|asks|move)\b"
)
_SPLIT_VALUE = re.compile(
    r"RMB \d[\d,.]*\d|(?:\d{4}年)?\d[\d,.]*[万亿]?(?:个月|"
    r"月\d+[日号]|[元块份股手天年周](?:钱)?|"
    r" (?:yuan|units|shares|years?|months?|weeks?|"
    r"days?|[A-Z][a-z]+))"
)


def answer(question: Question) -> str | None:
    """The slots that some piece resembles, in the order asked."""
    asked = choices(question.text, "槽位|says|slots")
    if not asked:
        return None
    filled: dict[str, tuple[float, str]] = {}
    for piece in _pieces("，".join(segments(question.text))):
        tried = ((_likeness(tail, slot), slot, tail) for slot in asked for tail in _tails(piece))
        likeness, slot, said = max(tried, key=lambda one: (one[0], len(one[2])))
        if likeness >= _LEAST and likeness > filled.get(slot, (0.0, ""))[0]:
            filled[slot] = (likeness, _value(said))
    kept = {slot: filled[slot][1] for slot in asked if slot in filled}
    kept |= {slot: value for slot, value in amended(question.text).items() if slot in asked}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _pieces(text: str) -> list[str]:
    """The utterance between function words; numbers with their units stand alone as well."""
    between = [piece.strip() for piece in _BREAKS.split(text) if piece and piece.strip()]
    alone = [match.group() for match in _SPLIT_VALUE.finditer(text)]
    longer = re.findall(
        (
            r"尾号\d+的(?:账户|卡)|the (?:card|account) "
            r"ending in \d+|[下这本]周.|[一-龥]{0,4}(?:存单|"
            r"存款|整取|基金|险|债|股票?|终身寿|回购)|"
            r"[A-Z]+\w*基金|\w+ETF|(?:按|跌到|挂单|at|"
            r"above) ?[\d.]+ ?(?:元|yuan)|certificate "
            r"of deposit|money market fund"
        ),
        text,
    )
    return [*between, *alone, *longer]


def _shape(text: str) -> str:
    """The text with figures of any length as one sign, Chinese or Arabic."""
    return re.sub(
        r"[零一二两三四五六七八九十百千万\d][零一二两三四五六七八九十百千万\d,.]*", "9", text
    )


_SHAPES = {slot: [grams(_shape(one), 1, 2) for one in made] for slot, made in _EXAMPLES.items()}


def _tails(piece: str) -> list[str]:
    """The piece, and what is left of it without its first words."""
    if piece[0] <= "~":
        words = piece.split(" ")
        return [" ".join(words[at:]) for at in range(min(4, len(words)))]
    return [piece[at:] for at in range(min(5, len(piece)))]


def _likeness(piece: str, slot: str) -> float:
    shape = grams(_shape(piece), 1, 2)
    return max((cosine(shape, example) for example in _SHAPES.get(slot, ())), default=0.0)


def _value(piece: str) -> str:
    return re.sub(r"^(?:按|跌到|挂单|涨到|at |above )", "", piece)
