"""Named entities by grammar: a head noun, and as many of its modifiers as stand before it."""

import re
from collections.abc import Iterator

from agentar_assets.verification.answerers.question import Question, block
from agentar_assets.verification.answerers.spans import Span, apart, written

_GRAMMAR: dict[str, dict[str, str]] = {
    "产品": {
        "存款": "活期 定期 通知 结构性 同业 外币 人民币 协议 储蓄",
        "存单": "大额 同业",
        "存整取|整整取|存取息": "零 整 存本",
        "基金": (
            "货币市场 货币 债券 混合 指数 股票型 股票 公募 证券投资 基础设施 "
            "交易型开放式指数 QDII 私募"
        ),
        "寿险": "定期 增额终身 终身",
        "保险": (
            "医疗 疾病 重大疾病 人寿 人身 健康 护理 意外伤害 团体意外伤害 万能 投资连结 "
            "养老年金 年金 两全 分红 存款 财产"
        ),
        "险": "意外 重疾 医疗 年金 分红 万能 护理 投连",
        "信托": "家族 慈善 公益 资金 集合资金 资产服务 保险金 财产权",
        "债券": "政府 公司 企业 金融 可转换公司",
        (
            "股票期权|股票|国债逆回购|国债|可转债|融资融券|沪深港通|港股通|沪股通|深股通|"
            "A股|B股|QDII|公募REITs|基金份额|银行卡|保单贷款|理财产品|银行理财|"
            "资产管理产品|资产支持证券"
        ): "",
        "沪深300ETF|汀[流稳捷鑫汇]|稳泽12号|槐序(?:恒和|均衡优选|流金)": "",
        (
            r"“[\u4e00-\u9fff]{2}”(?:(?:定期|活期|通知|"
            r"结构性)存款|大额存单|\w{2,6}(?:保险(?!金)|寿险))"
        ): "",
    },
    "指标": {
        "充足率": "偿付能力 综合偿付能力 核心偿付能力 资本",
        "覆盖率": "流动性 拨备",
        "利率": "年 挂牌 存款 贷款",
        "收益率": "七日年化 7日年化",
        "比例": "保证金 融资保证金 维持担保",
        "净值": "单位 基金份额 累计",
        "比率": "夏普",
        "准备金率|继续率|报酬率|费率": "存款 保单 信托 管理 基准 风险差别",
        (
            "不良率|赔付率|市盈率|换手率|存贷比|汇率|净资本|净资产|风险资本|印花税|"
            "现金价值|最大回撤|最高偿付限额|沪深300指数"
        ): "",
    },
    "监管机构": {
        "证监会|人民银行|监管总局|外汇管理局|监督管理总局": "中国 国家 国家金融 金融",
    },
    "机构": {
        "交易所": "上海证券 深圳证券 北京证券 证券",
        "交易场所": "证券",
        "协会": "中国证券投资基金业 中国证券业 中国保险行业 中国信托业",
        "登记结算有限责任公司|信托登记有限责任公司": "中国证券 中国",
        "公司": "证券 保险 信托 中金",
        "管理人|托管人": "基金",
        "机构": "投保 存款保险基金管理",
        "新三板|新华保险|中国人民保险": "",
    },
}
"""Modifiers by head nouns, by type; a head that has any needs one."""
_RULES = [
    (kind, re.compile(heads), modifiers.split())
    for kind, rows in _GRAMMAR.items()
    for heads, modifiers in rows.items()
]
_HOUSES = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?P<kind>银行|"
    r"证券|人寿|信托|基金)(?!交易所|法|份额|"
    r"投资基金|登记)"
)
_NAMED = (
    "工商 农业 建设 交通 招商 浦发 兴业 平安 宁波 邮储 中国 商业 外国 "
    "云汀 岭禾 中信 国泰海通 华泰 广发 银河 申万宏源 望屿 澄岸 泰康 太平洋 友邦 "
    "华润 建信 光大 外贸 华夏 槐序 博时 嘉实 易方达 南方 天弘"
)
_HOUSE_NAMES = frozenset(_NAMED.split())
_ENGLISH: tuple[tuple[str, str], ...] = (
    (
        "机构",
        (
            r"(?:[A-Z][A-Za-z]+ ){1,2}(?:Securities|"
            r"Bank|Stock Exchange|Asset Management|Asset)\b|"
            r"Bank of [A-Z]\w+|(?:Harvest|E) Fund|China "
            r"AMC|(?:Chengan|Ping An) Life"
        ),
    ),
    ("监管机构", r"\b(?:CSRC|NFRA|PBoC|SAFE)\b"),
    (
        "产品",
        (
            r"\b(?:time|demand|notice|structured|savings) "
            r"deposit(?! rate)|certificate of deposit|"
            r"deposit insurance|\b(?:money market|bond|"
            r"hybrid|index|QDII|Balanced) fund|stock "
            r"option|index ETF|REIT|A-share|margin financing "
            r"and securities lending|Ting(?:wen|jie|"
            r"xin|hui|liu)"
        ),
    ),
    (
        "指标",
        (
            r"(?:liquidity coverage|Sharpe|price-earnings|"
            r"reserve|margin) ratio|net asset value|"
            r"net capital|net assets|CSI 300 [Ii]ndex|"
            r"maximum drawdown|turnover rate|stamp duty|"
            r"deposit rate"
        ),
    ),
)


def answer(question: Question) -> str | None:
    """Every phrase that the grammar builds, the longest where two overlap."""
    text = block(question.text)
    if not text:
        return None
    plain = re.sub(r"《[^》]*》", lambda title: " " * len(title.group()), text)
    found = [*_phrases(plain), *_houses(plain)] if question.chinese else [*_english(plain)]
    return written(question, text, apart(found))


def _phrases(text: str) -> Iterator[Span]:
    for kind, heads, modifiers in _RULES:
        for head in heads.finditer(text):
            before = [len(word) for word in modifiers if text.endswith(word, 0, head.start())]
            if before or not modifiers:
                yield Span(head.start() - max(before, default=0), head.end(), kind)


def _houses(text: str) -> Iterator[Span]:
    """Firms: a name before the kind of business they do."""
    for match in _HOUSES.finditer(text):
        for size in (4, 3, 2):
            start = match.start("kind") - size
            if start >= 0 and text[start : match.start("kind")] in _HOUSE_NAMES:
                yield Span(start, match.end(), "机构")
                break


def _english(text: str) -> Iterator[Span]:
    for kind, pattern in _ENGLISH:
        for match in re.finditer(pattern, text):
            bare = re.sub(r"^(?:The|Otherwise|At) ", "", match.group())
            yield Span(match.end() - len(bare), match.end(), kind)
