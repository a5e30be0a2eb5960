"""Named entities by rule: one pattern a type, longest match first, left to right."""

import re

from agentar_assets.verification.answerers.question import Question, block
from agentar_assets.verification.answerers.spans import Span, apart, written

_BANKS = (
    "工商|农业|建设|中国|交通|邮储|邮政储蓄|"
    "招商|浦发|中信|光大|民生|平安|兴业|华夏|"
    "广发|浙商|宁波|南京|北京|上海|江苏|商业|"
    "外国|云汀|徽商|恒丰|渤海"
)
_TYPES: dict[str, str] = {
    "监管机构": (
        r"中国证券监督管理委员会|中国证监会|证监会|"
        r"国家金融监督管理总局|金融监管总局|中国人民银行|"
        r"国家外汇管理局|银保监会|财政部|NFRA|CSRC|"
        r"PBoC|SAFE|National Financial Regulatory "
        r"Administration|China Securities Regulatory "
        r"Commission"
    ),
    "机构": rf"(?:{_BANKS})银行"
    r"|(?:岭禾|中信|国泰海通|华泰|广发|招商|"
    r"银河|海通|国泰君安|申万宏源|中银|兴业|"
    r"光大|平安|国投|建投)证券(?:股份有限公司)?|"
    r"中金公司|证券公司|证券交易所|证券交易场所"
    r"|(?:上海|深圳|北京|香港)证券交易所|新三板|全国中小企业股份转让系统"
    r"|(?:澄岸|中国|平安|泰康|太平洋|友邦|建信|"
    r"交银|招商仁和|光大永明)人寿(?!保险)|新华保险|"
    r"中国人民保险|中国太保|保险公司|投保机构|"
    r"存款保险基金管理机构"
    r"|(?:望屿|华润|建信|光大|平安|外贸|中信|中航|"
    r"五矿|交银|兴业|上海|国投泰康)信托(?!登记)|"
    r"信托公司|中国信托登记有限责任公司"
    r"|(?:华夏|博时|嘉实|易方达|南方|天弘|广发|"
    r"招商|工银瑞信|富国|汇添富)基金(?!份额)|"
    r"槐序基金|基金管理人|基金托管人|基金销售机构|"
    r"基金管理公司"
    r"|中国(?:证券投资基金业|证券业|保险行业|信托业|银行业)协会|中国证券登记结算有限责任公司"
    r"|(?:Chengan|Ping An) Life|(?:Linghe|CITIC|GF|Huatai|Galaxy|Haitong) "
    r"Securities|(?:Yunting|Ping An|Industrial|"
    r"China Merchants|China Construction|Agricultural) "
    r"Bank|Bank of (?:China|Ningbo|Communications)|"
    r"ICBC|(?:Shanghai|Shenzhen|Beijing) Stock "
    r"Exchange|(?:Harvest|E) Fund|Southern Asset "
    r"Management|Tianhong Asset|China AMC|securities "
    r"firm",
    "指标": r"(?:综合|核心)?偿付能力充足率|核心偿付能力充足率|"
    r"流动性覆盖率|(?:七|7)日年化收益率|基金份额净值|"
    r"单位净值|累计净值|信托报酬率|现金价值|"
    r"最大回撤|不良率|不良贷款率|风险资本|净资本|"
    r"净资产(?!值)|印花税|(?:沪深300|中证500|"
    r"上证50|中债综合)指数|保单继续率|夏普比率|"
    r"挂牌利率|赔付率|(?:融资|融券)?保证金比例|"
    r"存款准备金率|维持担保比例|存贷比|市盈率|"
    r"市净率|最高偿付限额|换手率|风险差别费率|"
    r"基准费率|存款利率|汇率|管理费率|年利率|"
    r"资本充足率|拨备覆盖率|基尼系数"
    r"|liquidity coverage ratio|net asset value|"
    r"Sharpe ratio|net capital|CSI 300 [Ii]ndex|"
    r"maximum drawdown|turnover rate|price-earnings "
    r"ratio|stamp duty|deposit rate|reserve "
    r"ratio|margin ratio|net assets|capital "
    r"adequacy ratio|LPR",
    "产品": r"(?:“[\u4e00-\u9fff]{2}”)(?:活期存款|定期存款|"
    r"通知存款|大额存单|结构性存款|[\u4e00-\u9fff]{2,"
    r"8}?保险(?!金)|[\u4e00-\u9fff]{2,6}寿险)|"
    r"沪深300ETF|稳泽12号|槐序(?:恒和|均衡优选|流金)|汀[流稳捷鑫汇]|(?:活期|"
    r"定期|通知|结构性|外币|人民币|同业|协定)存款|"
    r"大额存单|零存整取|整存整取|存本取息|存款保险|"
    r"银行卡|理财产品|银行理财|资产管理产品"
    r"|国债逆回购|国债|可转债|可转换公司债券|"
    r"政府债券|公司债券|企业债券|资产支持证券|"
    r"股票期权|股票型?基金|股票|A股|B股|融资融券|"
    r"沪深港通|港股通|沪股通|深股通"
    r"|(?:货币市场|货币|混合|指数|债券|证券投资|"
    r"公募|基础设施|交易型开放式指数|联接|养老目标)基金(?!法|"
    r"业)|公募REITs|QDII|基金份额(?!净值)|同业存单"
    r"|(?:定期|终身|增额终身)寿险|(?:医疗|疾病|"
    r"重大疾病|人寿|万能|投资连结|养老年金|年金|"
    r"健康|人身|护理|意外伤害|团体意外伤害|两全|"
    r"分红|财产)保险(?!公司|法|金|行业)|(?:意外|"
    r"重疾|医疗|年金|分红|万能|护理|投连)险(?!种)|"
    r"保单贷款|保险金信托"
    r"|(?:家族|慈善|公益|资金|集合资金|资产服务|财产权)信托"
    r"|Tingwen|Tingjie|Tingxin|Tinghui|Tingliu|"
    r"(?:notice|demand|time|structured|savings|"
    r"foreign currency|Foreign currency) deposit(?! "
    r"rate)|(?:large )?certificate of deposit|"
    r"deposit insurance|(?:hybrid|bond|money "
    r"market|index|QDII|equity|Balanced) fund|"
    r"stock option|index ETF|REIT|A-share|margin "
    r"financing and securities lending|convertible "
    r"bond|family trust",
}


def answer(question: Question) -> str | None:
    """Every name that a pattern knows; where two overlap, the longer one."""
    text = block(question.text)
    named = re.sub(r"《[^》]*》", lambda title: "|" * len(title.group()), text)
    found = (
        Span(match.start(), match.end(), kind, 1.0)
        for kind, pattern in _TYPES.items()
        for match in re.finditer(pattern, named)
        if not _runs_on(text, match.start(), match.end())
    )
    return written(question, text, apart(found)) if text else None


def _runs_on(text: str, start: int, end: int) -> bool:
    """Whether a match in Latin letters is a part of a longer word."""
    latin = text[end - 1].isascii() and text[end - 1].isalpha()
    return latin and (
        (end < len(text) and text[end].isascii() and text[end].isalpha() and text[end] != "s")
        or (start > 0 and text[start - 1].isascii() and text[start - 1].isalpha())
    )
