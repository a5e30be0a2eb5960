"""Which entity a name means: the kind whose description is likest to what is said of it."""

from agentar_assets.verification.answerers.likeness import clauses, containment, cosine, grams
from agentar_assets.verification.answerers.question import Question, ambiguity

_MARGIN = 0.01
_DESCRIBED: dict[str, str] = {
    "银行": (
        "去柜台换卡办卡，存定期活期，开大额存单，"
        "网点取号排队，工资卡，储蓄账户冻结，批房贷贷款，"
        "调低活期利率"
    ),
    "证券": (
        "开股东账户，做融资融券，追加担保物，中签新股，"
        "委托买入股票，开科创板权限，下调交易佣金，"
        "交易软件卡顿"
    ),
    "基金": (
        "每月定投，申购指数产品，赎回货币产品，"
        "份额转换债基，查季报持仓，公布单位净值，"
        "基金经理离任，旗下混合产品分红"
    ),
    "人寿": (
        "投保重疾险，保单承保，报案理赔，退保，催缴续期保费，核保查病历，赔付住院费，变更保单受益人"
    ),
    "信托": (
        "设立家族信托，委托做慈善信托，受托人管理财产，"
        "认购集合资金信托，按信托文件向受益人分配，"
        "股权装进信托，领取信托利益，信托事务报告"
    ),
    "Bank": (
        "put a three-year deposit, got a new card "
        "at the counter, granted a mortgage, cut "
        "its savings rate, the pay goes to"
    ),
    "Securities": (
        "opened a stock account, placed a share "
        "order through, trades on margin, called "
        "for more collateral, lowered the commission"
    ),
    "Fund": (
        "saves monthly into, subscribed an index "
        "product, published the net asset value,"
        " the portfolio manager of left"
    ),
    "Life": (
        "reported a claim, surrenders a policy, took critical illness cover, paid the hospital bill"
    ),
    "Trust": (
        "set up a family trust, joined a collective "
        "trust, is a beneficiary paid by, holds "
        "the property as trustee, pays out under "
        "the trust deed"
    ),
    "同业存单": "银行发给其他金融机构，银行间市场询价发行，基金公司认购",
    "存款证明": "出国留学办签证交给使馆，证明家里有钱资产，不能取钱",
    "大额存单": "个人认购二十万元起存，可以转让，利率高些",
    "interbank certificate of deposit": (
        "one bank issued it to other institutions,"
        " priced on the interbank market, a fund "
        "house bought it between banks"
    ),
    "proof of deposit": "studying abroad visa embassy must show that money exists",
    "large certificate of deposit": "private buyers savers start at 200,000 yuan, the better rate",
    "投标保证金": "参加招标时交给招标人，没中标原路退回，中标后不签合同不退",
    "交易保证金": "做期货合约，每天按结算价补足，浮亏追加",
    "保证金存款": "为开信用证保函银行承兑汇票，存入银行专户冻结",
    "bid bond": "it came back because the bid was lost, kept if the winner will not sign",
    "trading margin": "the exchange takes a share of the contract value, futures",
    "pledged deposit": "it stands at the bank behind a letter of credit or guarantee",
    "医疗保险": "住院花多少报多少，免赔额，凭发票报销",
    "年金保险": "每年每月固定领钱，活多久领多久到终身，退休后按月发",
    "两全保险": "活到期满给钱，中途身故也给钱，生存返还，生死都赔",
    "身故保险金受益人": "被保险人去世后领钱，投保时指定，人不在了由她领",
    "信用证受益人": "出口商卖方凭提单交单，开证行审单后付给他收款",
    "信托受益人": "委托人设立信托时定下，受托人每季度向他分配",
    "现金管理类理财产品": "银行理财公司出的理财，手机上买，快赎，最短持有一天",
    "货币市场基金": "七日年化，万份收益，余额宝，随取随用，没有申购费",
    "债券型基金": "八成以上资产投债券，吃票息，净值会跌，利率上行跌",
    "cash management product": "a wealth product of a bank on the bank's app, same-day cash",
    "money market fund": (
        "seven-day yield, no front fee, quoted per ten thousand units, cash any time"
    ),
    "bond fund": "it fell when rates went up, its price can fall and coupons drive it",
    "遗产管理人": "老人去世，清理分割遗产，按遗嘱，向继承人报告",
    "破产管理人": "法院受理破产申请后指定，接管债务人的财产和印章，变价方案",
    "基金管理人": "负责基金的投资运作，计算公告份额净值，按基金合同收管理费",
    "estate administrator": (
        "divides the estate by the will, lists "
        "the estate of the deceased, reports the "
        "legacy to the heirs"
    ),
    "bankruptcy administrator": (
        "the court appointed it in the bankruptcy, took over the debtor's property and seals"
    ),
    "fund manager": "invests the assets of the fund, takes a fee under the fund contract",
    "国债逆回购": "代码204001，把闲钱借出去收固定利息，国债作押，节前借出一天",
    "股票质押回购": "大股东控股股东押股票给券商借款融资，质押率，到期购回",
    "融资融券": "客户向券商借钱买股票，借券卖出，信用账户维持担保比例",
    "treasury reverse repo": (
        "code 204001, idle cash is lent out against treasuries overnight before the holiday"
    ),
    "stock pledge repo": (
        "the controlling holder borrows on its stock, shares are pledged and bought back later"
    ),
    "margin trading and lending": (
        "a client borrows from the broker to buy shares, maintenance ratio in the credit account"
    ),
    "可交换公司债券": "控股股东用存量股份作换，换它持有的别家股票，不会增加总股本",
    "可转换公司债券": "触发强赎要么换股要么卖，转股溢价率太高不划算",
    "国债": "财政部发行，利息免税，国家信用",
    "exchangeable bond": (
        "existing shares of another firm are given, the swap creates no new shares"
    ),
    "convertible bond": "holders may swap it for shares, it was called, so swap or sell",
    "treasury bond": "bought over the counter, tax free, the state stands behind it",
}
"""Kinds of entity in words of our own; a candidate is of the kind whose name is likest to its."""


def answer(question: Question) -> str | None:
    """Letter of the candidate whose kind is likest; null where the two likest are equal."""
    found = ambiguity(question.text)
    if found is None:
        return None
    name, text = found.name, found.text
    parts = clauses(text)
    at = next((place for place, part in enumerate(parts) if name in part), 0)
    said = grams("".join(parts[at : at + 2]).replace(name, ""), 1, 2, 3)
    scored = sorted(
        (
            cosine(grams(_description(choice.name), 1, 2, 3), said)
            + (1.0 if choice.name in text and name != choice.name else 0.0)
            + 0.05 * containment(grams(name, 1), grams(choice.name, 1)),
            choice.letter,
        )
        for choice in found.candidates
    )
    if len(scored) > 1 and scored[-1][0] - scored[-2][0] < _MARGIN:
        return None
    return scored[-1][1]


def _description(name: str) -> str:
    """What is known of the kind that a candidate's name ends in."""
    known = [kind for kind in _DESCRIBED if kind in name]
    return (
        _DESCRIBED[max(known, key=lambda kind: (name.endswith(kind), len(kind)))] if known else name
    )
