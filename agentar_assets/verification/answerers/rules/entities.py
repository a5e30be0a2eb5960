"""Which entity a name means: declared short names first, then what only such an entity does."""

import re

from agentar_assets.verification.answerers.question import Candidate, Question, ambiguity

_SHORT = re.compile(r"简称|称为|专指|是指|又称|即", re.I)

_DOES: tuple[tuple[str, str], ...] = (
    (
        "银行$|Bank$",
        (
            r"存单|柜台|柜面|新卡|定期|活期|网点|取号|"
            r"工资卡|储蓄|房贷|贷款|转账|deposit|new "
            r"card|counter|mortgage|savings rate|pay "
            r"of|salary"
        ),
    ),
    (
        "证券$|Securities$",
        (
            r"新股|融资融券|股东账户|科创板|委托买入|"
            r"股票账户|佣金|担保物|交易软件|stock account|"
            r"share order|on margin|commission|collateral"
        ),
    ),
    (
        "基金$|Fund$",
        (
            r"份额|持仓|定投|申购|赎回|净值|旗下|分红|"
            r"基金经理|货币产品|指数产品|net asset|saves "
            r"monthly|subscribed|portfolio manager|index "
            r"product|redeem"
        ),
    ),
    (
        "人寿|保险$|Life$",
        (
            r"保单|报案|理赔|退保|投保|承保|保费|核保|"
            r"住院费|赔付|claim|policy|cover|hospital|"
            r"premium"
        ),
    ),
    ("信托$|Trust$", r"信托|受托人|慈善|股权装进|受益人分配|trust|beneficiary"),
    (
        "同业存单|interbank certificate",
        (r"银行间|金融机构|询价|interbank|between " r"banks|fund house|institutions"),
    ),
    ("存款证明|proof of deposit", r"证明|签证|使馆|资产|留学|show that|visa|embassy"),
    ("大额存单|large certificate", r"二十万|个人认购|20万|攒够|200,000|private"),
    ("投标|bid bond", r"标|bid|tender|winner"),
    ("交易保证金|trading margin", r"期货|合约|结算价|浮亏|contract|futures|exchange"),
    (
        "保证金存款|pledged deposit",
        (r"信用证|承兑|保函|存入银行|letter of credit|" r"guarantee|bank behind"),
    ),
    ("医疗保险", r"报销|免赔|住院|发票"),
    ("年金保险", r"每月|每年固定|活多久|按月|领到终身"),
    ("两全保险", r"满期|期满|生存就返还|生死"),
    ("身故保险金", r"去世|不在了|投保|被保险人"),
    ("信用证受益人", r"提单|开证|出口|交单"),
    ("信托受益人", r"信托|受托人"),
    ("现金管理|cash management", r"理财|银行手机|wealth product|bank's app"),
    (
        "货币市场基金|money market",
        (
            r"七日年化|余额宝|万份|随取|申购费|seven-day|"
            r"ten thousand units|front fee|cash any "
            r"time"
        ),
    ),
    ("债券型基金|bond fund", r"债券|票息|净值会跌|利率上行|coupon|rates went up|price can fall"),
    ("遗产管理人|estate admin", r"遗产|遗嘱|继承|老人|estate|heirs|legacy|will$|deceased"),
    ("破产管理人|bankruptcy", r"破产|债务人|法院|bankrupt|debtor|court"),
    ("基金管理人|fund manager", r"基金|份额净值|fund"),
    ("逆回购|reverse repo", r"国债|204001|闲钱|节前|借出|treasur|overnight|idle cash|lent out"),
    ("股票质押|pledge", r"质押|押|控股|大股东|pledged|controlling holder"),
    (
        "融资融券|margin trading",
        (
            r"券商借|担保比例|信用账户|borrows from "
            r"the broker|credit account|maintenance "
            r"ratio"
        ),
    ),
    (
        "可交换|exchangeable",
        (r"存量|别家|股东发行|不会增加|控股股东|another " r"firm|existing shares|no new shares"),
    ),
    ("可转换|convertible", r"强赎|转股|换股不划算|溢价|holders may swap|was called"),
    ("国债|treasury bond", r"国家|财政部|免税|the state|treasury|tax free"),
)
"""Kind of entity, and what is said of no other kind."""


def answer(question: Question) -> str | None:
    """Letter of the one candidate that the rules leave; null where they leave none or several."""
    found = ambiguity(question.text)
    if found is None:
        return None
    for rule in (_declared, _spelt_out, _acts):
        left = [choice for choice in found.candidates if rule(found.name, choice, found.text)]
        if len(left) == 1:
            return left[0].letter
    return None


def _declared(name: str, choice: Candidate, text: str) -> bool:
    """The text says that the name is short for the candidate."""
    rest = text.replace(choice.name, "")
    return choice.name in text and name in rest and bool(_SHORT.search(text))


def _spelt_out(name: str, choice: Candidate, text: str) -> bool:
    """The candidate's full name stands in the text."""
    return len(choice.name) > len(name) and choice.name in text and name in choice.name


def _acts(name: str, choice: Candidate, text: str) -> bool:
    """The clause with the name, or the one behind it, says what such an entity does."""
    parts = re.split(r"[，,。；;]\s*|\.\s", text)
    at = next((place for place, part in enumerate(parts) if name in part), 0)
    said = "，".join(parts[at : at + 2]).replace(name, "")
    return any(re.search(kind, choice.name) and re.search(does, said) for kind, does in _DOES)
