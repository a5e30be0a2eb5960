"""Slots by rule: one pattern a slot, its first match in what the customer wants."""

import json
import re

from agentar_assets.verification.answerers.question import Question, choices
from agentar_assets.verification.answerers.utterance import amended, segments

_HAN = "零一二两三四五六七八九十百千万"
_MONEY = rf"(?:\d[\d,.]*[万亿]?|[{_HAN}]+)(?:元|块钱|块)|RMB \d[\d,.]*\d|\d[\d,.]* yuan"
_DATE = (
    r"\d{4}年\d{1,2}月\d{1,2}[日号]|\d{1,2}月\d{1,"
    r"2}[日号]|[上下本这]周[一二三四五六日天]|"
    r"(?:明|后|今)天|\d{1,2} (?:January|February|"
    r"March|April|May|June|July|August|September|"
    r"October|November|December)"
)
_TERM = rf"(?:\d+|[{_HAN}]+)(?:个月|年(?!\d)|天|周)|半年|\d+ (?:years?|months?|weeks?|days?)"
_PATTERNS: dict[str, str] = {
    "日期 date": _DATE,
    "期限 年限 term years": _TERM,
    "账户 account": r"尾号\d+的(?:账户|卡)|the (?:card|account) ending in \d+",
    "份额 shares units": r"\d[\d,.]*[万]?份|\d[\d,]* units",
    "数量 quantity": rf"(?:\d[\d,]*|[{_HAN}]+)[股手]|\d[\d,]* shares",
    "频率 frequency": (
        r"每(?:两周|双周|半年|个季度|个月|季度|周|"
        r"月|天|日|年)|every (?:two weeks|day|week|"
        r"month|quarter|year)"
    ),
    "被保险人 insured": (
        r"我(?:本人|女儿|儿子|父亲|母亲|岳母|岳父|"
        r"爱人|妻子|丈夫|先生|太太|孩子|妈|爸|公公|"
        r"婆婆|哥哥|弟弟|姐姐|妹妹)|my (?:daughter|"
        r"son|father|mother|wife|husband|spouse)|"
        r"myself"
    ),
    "产品 product": r"国债逆回购|国债|科创板股票|创业板股票|"
    r"银行股|可转债|公司债|沪深300ETF|[\u4e00-\u9fffA-Z]{0,"
    r"4}?ETF|零存整取|整存整取|存本取息|结构性存款|"
    r"大额存单|通知存款|定期存款|活期存款|(?:沪深300)?(?:QDII|"
    r"货币|债券|股票|混合|指数|养老目标|FOF)基金|"
    r"增额终身寿|终身寿险|定期寿险|两全险|医疗险|"
    r"年金险|重疾险|意外险|护理险|万能险"
    r"|(?:structured|demand|time|notice) deposit|"
    r"savings plan|certificate of deposit|(?:money "
    r"market|bond|equity|hybrid|index|pension|"
    r"QDII) fund|(?:term life|accident|medical|"
    r"annuity|critical illness|whole life|endowment) "
    r"(?:policy|plan|insurance)|care plan|STAR "
    r"shares|bank stocks|(?:corporate|convertible|"
    r"treasury) bonds|an index ETF|index ETF",
}
_PRICE = (
    rf"({_MONEY})(?=以上把)|(?:按|跌到|涨到|挂单|"
    rf"价格|above |at |price of |falls to )(\s*(?:{_MONEY}))"
)


def answer(question: Question) -> str | None:
    """The slots that are said, in the order asked; null where the question names none."""
    asked = choices(question.text, "槽位|says|slots")
    text = "，".join(segments(question.text))
    if not asked:
        return None
    filled = {slot: found for slot in asked if (found := _found(slot, text))}
    filled |= {slot: value for slot, value in amended(question.text).items() if slot in asked}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))


def _found(slot: str, text: str) -> str | None:
    price = re.search(_PRICE, text)
    if slot in ("价格", "price"):
        return (price.group(1) or price.group(2)).strip() if price else None
    if slot in ("金额", "amount"):
        rest = text.replace(price.group(), "") if price else text
        money = re.search(_MONEY, rest)
        return money.group() if money else None
    if slot in ("期限", "年限", "term", "years"):
        text = re.sub(_DATE, " ", text)
    pattern = next((known for names, known in _PATTERNS.items() if slot in names.split()), None)
    found = re.search(pattern, text) if pattern else None
    return found.group() if found else None
