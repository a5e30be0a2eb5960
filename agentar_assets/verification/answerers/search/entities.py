"""Which entity a name means: a walk from the words around it to the candidates it may end at."""

import re

from agentar_assets.verification.answerers.question import Candidate, Question, ambiguity

_LINKS: dict[str, str] = {
    "银行 Bank": "存 卡 柜 网点 房贷 储蓄 活期 定期 存单 deposit card mortgage savings pay",
    "证券 Securities": (
        "股东 新股 买入 买卖 佣金 担保物 科创 软件 融资 stock share margin commission collateral"
    ),
    "基金 Fund": (
        "份额 申购 赎回 定投 净值 持仓 分红 基金经理 指数产品 债基 monthly index portfolio asset"
    ),
    "人寿 保险 Life": (
        "保单 理赔 退保 投保 承保 保费 病历 住院 报案 重疾 claim policy cover hospital"
    ),
    "信托 Trust": (
        "家族信托 慈善 受托 信托利益 信托文件 信托事务 股权 集合资金 trust trustee beneficiary deed"
    ),
    "同业 interbank": "金融机构 银行间 询价 institutions interbank fund\u00a0house between",
    "证明 proof": "证明 签证 使馆 留学 资产 abroad exists show",
    "大额 large": "二十万 个人 转让 利率 private saver 200,000 better",
    "投标 bid": "招标 中标 标 bid winner",
    "交易保证 trading": "期货 合约 结算 浮亏 exchange contract",
    "保证金存款 pledged": "信用证 承兑 保函 对公 专户 letter",
    "医疗": "住院 发票 报销 免赔 报",
    "年金": "领 每月 每年 按月 退休 终身",
    "两全": "满期 期满 生死 生存 返还 身故",
    "身故": "去世 不在 投保 妻子 人寿",
    "信用证受益": "提单 开证 出口 交单 收款",
    "信托受益": "信托 受托 委托人 分配",
    "现金管理 cash": "理财 银行 T+0 最短 wealth bank same-day day-to-day",
    "货币市场 money": "七日 余额宝 万份 随取 front seven-day units",
    "债券型 bond\u00a0fund": "债券 票息 净值 利率 coupons rates fell price",
    "遗产 estate": "遗产 遗嘱 继承 老人 will estate deceased legacy heirs",
    "破产 bankruptcy": "破产 债务 法院 变价 bankruptcy debtor court seals",
    "基金管理人 fund\u00a0manager": "基金 份额净值 投资运作 管理费 fund fee invests",
    "逆回购 reverse": "204001 国债 闲钱 节前 借出 treasuries idle overnight",
    "质押 pledge": "质押 押 大股东 控股 购回 pledged controlling stock",
    "融资融券 lending": "借钱 借券 券商借 担保比例 信用账户 client broker credit maintenance",
    "可交换 exchangeable": "存量 别家 股东 股本 another existing new",
    "可转换 convertible": "强赎 溢价 换股 触发 holders called",
    "国债 treasury\u00a0bond": "国家 财政 免税 信用 state tax counter",
}
"""Ends of a walk, by a word of the candidate's name, and the words that lead there."""


def answer(question: Question) -> str | None:
    """Letter of the candidate that most words lead to; null where two lead equally."""
    found = ambiguity(question.text)
    if found is None:
        return None
    name, text = found.name, found.text
    at = max(text.find(name), 0)
    near = re.split(
        r"[。；;]|\.\s|，(?=[^，]*(?:懂了|看过|再问|没关系|放一边|读了|清楚|变了))", text[at:]
    )[0]
    before = re.split(r"[，,。；;]", text[:at])[-1]
    scores = sorted(
        (_walks(choice, before + near, text, name), choice.letter) for choice in found.candidates
    )
    if scores[-1][0] <= 0 or (len(scores) > 1 and scores[-1][0] == scores[-2][0]):
        return None
    return scores[-1][1]


def _walks(choice: Candidate, near: str, text: str, name: str) -> float:
    """Words near the name that lead to the candidate, longer ones first; its full name at once."""
    said = near.replace(name, " ").lower()
    spelt = 10.0 if choice.name in text and choice.name != name else 0.0
    return spelt + sum(
        len(word) if word[0] > "~" else 2.0
        for ends, words in _LINKS.items()
        if any(end.replace("\u00a0", " ") in choice.name for end in ends.split(" "))
        for word in words.split(" ")
        if word.replace("\u00a0", " ") in said
    )
