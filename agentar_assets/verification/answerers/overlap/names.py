"""Named entities by likeness: stretches of the text that look like a name we have seen."""

from collections import defaultdict
from collections.abc import Iterator

from agentar_assets.verification.answerers.likeness import cosine, grams
from agentar_assets.verification.answerers.question import Question, block
from agentar_assets.verification.answerers.spans import Span, apart, written

_LEAST = 0.87
_SHORT = 3
_SEEN: dict[str, str] = {
    "机构": "工商银行 农业银行 中国银行 建设银行 交通银行 "
    "招商银行 邮储银行 浦发银行 兴业银行 平安银行 "
    "宁波银行 商业银行 外国银行 云汀银行 投保机构 "
    "存款保险基金管理机构 岭禾证券 中信证券 "
    "国泰海通证券 华泰证券 广发证券 银河证券 申万宏源证券 "
    "中金公司 证券公司 上海证券交易所 深圳证券交易所 "
    "北京证券交易所 证券交易所 证券交易场所 "
    "新三板 中国证券登记结算有限责任公司 中国证券业协会 "
    "中国证券投资基金业协会 中国保险行业协会 "
    "中国信托业协会 澄岸人寿 中国人寿 平安人寿 "
    "泰康人寿 太平洋人寿 友邦人寿 新华保险 望屿信托 "
    "中国人民保险 保险公司 中信信托 平安信托 "
    "华润信托 建信信托 光大信托 外贸信托 中国信托登记有限责任公司 "
    "华夏基金 博时基金 嘉实基金 易方达基金 "
    "南方基金 天弘基金 基金管理人 基金托管人 "
    "槐序基金 基金销售机构"
    " Linghe_Securities CITIC_Securities GF_Securities "
    "Huatai_Securities Yunting_Bank Ping_An_Bank "
    "Industrial_Bank Bank_of_China Bank_of_Ningbo "
    "China_Merchants_Bank Shanghai_Stock_Exchange "
    "Shenzhen_Stock_Exchange Chengan_Life Ping_An_Life Harvest_Fund E_Fund "
    "Southern_Asset_Management Tianhong_Asset "
    "China_AMC",
    "监管机构": (
        "中国人民银行 中国证监会 国家金融监督管理总局 "
        "金融监管总局 国家外汇管理局 CSRC NFRA "
        "PBoC SAFE"
    ),
    "产品": "活期存款 定期存款 通知存款 大额存单 结构性存款 "
    "零存整取 整存整取 同业存款 外币存款 人民币存款 "
    "存款保险 银行卡 理财产品 银行理财 汀流 "
    "汀稳 汀捷 汀鑫 汀汇 槐序恒和 槐序均衡优选 槐序流金 股票 A股 国债 国债逆回购 "
    "可转债 政府债券 公司债券 股票期权 融资融券 "
    "港股通 沪股通 深股通 沪深港通 货币基金 "
    "货币市场基金 债券基金 混合基金 指数基金 "
    "股票基金 股票型基金 公募基金 公募REITs "
    "QDII基金 QDII 证券投资基金 基金份额 基础设施基金 "
    "定期寿险 增额终身寿险 两全保险 人寿保险 "
    "人身保险 健康保险 医疗保险 疾病保险 重大疾病保险 "
    "护理保险 意外伤害保险 团体意外伤害保险 "
    "养老年金保险 万能保险 投资连结保险 意外险 "
    "重疾险 医疗险 年金险 分红险 万能险 投连险 "
    "沪深300ETF 稳泽12号 “汀鑫”大额存单 “汀稳”定期存款 "
    "“汀汇”结构性存款 “汀流”活期存款 “汀捷”通知存款 "
    "保单贷款 保险金信托 家族信托 慈善信托 "
    "公益信托 资金信托 集合资金信托 资产服务信托 "
    "资产管理产品 资产支持证券"
    " time_deposit demand_deposit notice_deposit "
    "structured_deposit savings_deposit certificate_of_deposit "
    "deposit_insurance money_market_fund bond_fund "
    "hybrid_fund index_fund QDII_fund Balanced_fund "
    "stock_option index_ETF REIT A-share margin_financing_and_secur"
    "ities_lending",
    "指标": "年利率 挂牌利率 存款利率 存贷比 不良率 "
    "存款准备金率 最高偿付限额 风险差别费率 "
    "基准费率 净资本 风险资本 印花税 市盈率 "
    "换手率 保证金比例 融资保证金比例 维持担保比例 "
    "流动性覆盖率 沪深300指数 单位净值 基金份额净值 "
    "七日年化收益率 7日年化收益率 最大回撤 "
    "夏普比率 管理费率 现金价值 偿付能力充足率 "
    "综合偿付能力充足率 赔付率 保单继续率 信托报酬率 "
    "汇率 净资产"
    " liquidity_coverage_ratio net_asset_value "
    "Sharpe_ratio net_capital CSI_300_Index "
    "maximum_drawdown turnover_rate price-earnings_ratio "
    "stamp_duty deposit_rate reserve_ratio "
    "margin_ratio net_assets",
}
"""Names that anybody in the trade has seen, by type; `_` stands for a space."""
_NAMES = [(name.replace("_", " "), kind) for kind, names in _SEEN.items() for name in names.split()]
_BAGS = [grams(name, 1, 2) for name, _ in _NAMES]
_STARTS: dict[str, list[int]] = defaultdict(list)
for _place, (_name, _) in enumerate(_NAMES):
    for _at in range(min(2, len(_name) - 1)):
        _STARTS[_name[_at : _at + 2]].append(_place)


def answer(question: Question) -> str | None:
    """The likest stretches that do not overlap."""
    text = block(question.text)
    return written(question, text, apart(_like(text))) if text else None


def _like(text: str) -> Iterator[Span]:
    """Stretches as long as a name, one shorter or one longer, that are nearly that name."""
    for start in range(len(text) - 1):
        for place in _STARTS.get(text[start : start + 2], ()):
            name, kind = _NAMES[place]
            for end in {start + len(name) - 1, start + len(name), start + len(name) + 1}:
                said = text[start:end]
                if end > len(text) or not _whole(said, name):
                    continue
                likeness = 1.0 if said == name else cosine(grams(said, 1, 2), _BAGS[place]) - 0.05
                if likeness >= _LEAST:
                    yield Span(start, end, kind, likeness + 0.05 * len(said))


def _whole(said: str, name: str) -> bool:
    """Whether a stretch begins and ends in letters; a short one must be the very name."""
    bounded = said[0].isalnum() and said[-1].isalnum()
    return said == name or (bounded and len(said) > _SHORT)
