"""Worked problems of our own, which lend their formula to a question that reads like them."""

from collections.abc import Callable
from fractions import Fraction

Values = dict[str, list[Fraction]]
"""Figures by kind, in text order."""

PROBLEMS: tuple[tuple[str, str, Callable[[Values], Fraction]], ...] = (
    (
        "存入定期存款元年利率存期年到期单利利息多少元不计复利本金",
        "mry",
        lambda v: v["m"][0] * v["r"][0] * v["y"][0],
    ),
    (
        "信托本金万元年收益率运作年单利收益共多少认购年化年期到期收益",
        "mry",
        lambda v: v["m"][0] * v["r"][0] * v["y"][0],
    ),
    (
        "deposit yuan years a year simple interest how much interest",
        "mry",
        lambda v: v["m"][0] * v["r"][0] * v["y"][0],
    ),
    (
        "存年期单利到期连本带息共多少元本息合计",
        "mry",
        lambda v: v["m"][0] * (1 + v["r"][0] * v["y"][0]),
    ),
    (
        ("deposits years simple interest how many yuan come back in all"),
        "mry",
        lambda v: v["m"][0] * (1 + v["r"][0] * v["y"][0]),
    ),
    (
        "一年期到期本息自动转存一年利率不变两年后本息共多少元",
        "mr",
        lambda v: v["m"][0] * (1 + v["r"][0]) * (1 + v["r"][0]),
    ),
    (
        (
            "deposits for one year rolls all of it "
            "over for a second year how many yuan come "
            "back after two years"
        ),
        "mr",
        lambda v: v["m"][0] * (1 + v["r"][0]) ** 2,
    ),
    (
        "定期满年时提前支取全部按活期利率计息比按定期少得多少元",
        "mrry",
        lambda v: v["m"][0] * v["y"][0] * (v["r"][0] - v["r"][1]),
    ),
    (
        ("breaks a deposit at after years it earns instead how many yuan less"),
        "mrry",
        lambda v: v["m"][0] * v["y"][0] * (v["r"][0] - v["r"][1]),
    ),
    (
        "存个月年利率按月数占个月折算利息一年按个月算",
        "mnnr",
        lambda v: v["m"][0] * v["r"][0] * min(v["n"]) / 12,
    ),
    (
        "deposits months a year by months of twelve how much interest",
        "mnr",
        lambda v: v["m"][0] * v["r"][0] * v["n"][0] / 12,
    ),
    (
        "保单现金价值元借出年利率借个月按月数占个月计息利息",
        "mnnrr",
        lambda v: v["m"][0] * v["r"][0] * v["r"][1] * v["n"][0] / 12,
    ),
    ("佣金费率成交股票佣金是多少元应收券商买入", "mr", lambda v: v["m"][0] * v["r"][0]),
    (
        ("trades shares at a commission what is the commission charged how many yuan"),
        "mr",
        lambda v: v["m"][0] * v["r"][0],
    ),
    ("投入元买基金收益率收益多少元一年涨年初投赚了", "mr", lambda v: v["m"][0] * v["r"][0]),
    (
        "puts into a fund that returns what is the gain in yuan",
        "mr",
        lambda v: v["m"][0] * v["r"][0],
    ),
    (
        "信托规模万元受托人年报酬率一年报酬家族信托每年付受托人",
        "mr",
        lambda v: v["m"][0] * v["r"][0],
    ),
    ("计算基数按该条所列比例计对应多少", "mr", lambda v: v["m"][0] * v["r"][0]),
    ("最多可贷现金价值的最多可贷多少元", "mr", lambda v: v["m"][0] * v["r"][0]),
    (
        "买入股每股元佣金不足元按元收佣金多少元",
        "mmmrs",
        lambda v: max(v["s"][0] * v["m"][0] * v["r"][0], v["m"][1]),
    ),
    (
        "buys shares at yuan commission at least yuan",
        "mmrs",
        lambda v: max(v["s"][0] * v["m"][0] * v["r"][0], v["m"][1]),
    ),
    (
        "以每股元买入股后以每股元全部卖出不计费用盈亏赚多少元亏为负",
        "mms",
        lambda v: (v["m"][1] - v["m"][0]) * v["s"][0],
    ),
    (
        ("buys shares at yuan and sells all at yuan no costs gain a loss is negative"),
        "mms",
        lambda v: (v["m"][1] - v["m"][0]) * v["s"][0],
    ),
    (
        "元买入股元卖出按成交额缴税不计佣金净盈亏",
        "mmrs",
        lambda v: (v["m"][1] * (1 - v["r"][0]) - v["m"][0]) * v["s"][0],
    ),
    (
        "buys shares sells at and pays tax on the sale net gain",
        "mmrs",
        lambda v: (v["m"][1] * (1 - v["r"][0]) - v["m"][0]) * v["s"][0],
    ),
    ("赎回份基金净值元可得多少元到账持有市值免赎回费", "ms", lambda v: v["m"][0] * v["s"][0]),
    (
        "redeems fund shares at yuan each holding worth come back",
        "ms",
        lambda v: v["m"][0] * v["s"][0],
    ),
    (
        "赎回份净值赎回费率扣费后到账多少元",
        "mrs",
        lambda v: v["m"][0] * v["s"][0] * (1 - v["r"][0]),
    ),
    (
        "redeems shares with a fee how many yuan arrive after the fee",
        "mrs",
        lambda v: v["m"][0] * v["s"][0] * (1 - v["r"][0]),
    ),
    (
        "申购元申购费率按外扣法净值元得多少份",
        "mmr",
        lambda v: v["m"][0] / (1 + v["r"][0]) / v["m"][1],
    ),
    (
        ("subscribes with a front fee on the net sum a share costs how many shares"),
        "mmr",
        lambda v: v["m"][0] / (1 + v["r"][0]) / v["m"][1],
    ),
    ("年缴保费元已缴年累计总保费交满缴费", "my", lambda v: v["m"][0] * v["y"][0]),
    ("年缴元已缴年退保时现金价值元退保损失", "mmy", lambda v: v["m"][0] * v["y"][0] - v["m"][1]),
    (
        "住院花费医保已报免赔额余额按赔付医疗险赔多少",
        "mmmr",
        lambda v: (v["m"][0] - v["m"][1] - v["m"][2]) * v["r"][0],
    ),
    (
        "信托本期收益先扣报酬余下由分得得多少万元",
        "mmr",
        lambda v: (v["m"][0] - v["m"][1]) * v["r"][0],
    ),
    (
        "信托财产年收益率报酬率均按财产计运作年单利扣报酬后净收益",
        "mrry",
        lambda v: v["m"][0] * v["y"][0] * (v["r"][0] - v["r"][1]),
    ),
    (
        "基金净资产年管理费率一年按天计提天管理费",
        "ddmr",
        lambda v: v["m"][0] * v["r"][0] * v["d"][1] / v["d"][0],
    ),
    (
        "期限为日已经过去日离期满还有多少日须在日内办完已用日还剩工作日",
        "dd",
        lambda v: v["d"][0] - v["d"][1],
    ),
    (
        ("has working days for this and has used how many days are left of the period"),
        "dd",
        lambda v: v["d"][0] - v["d"][1],
    ),
    (
        "最低金额为元手里有元还差多少元已备元要求不低于还要补",
        "mm",
        lambda v: max(v["m"]) - min(v["m"]),
    ),
    (
        "has yuan the minimum is yuan how many yuan are missing",
        "mm",
        lambda v: max(v["m"]) - min(v["m"]),
    ),
    (
        "存款本金利息同一银行最高偿付限额为超出限额未偿付",
        "mmm",
        lambda v: v["m"][0] + v["m"][1] - v["m"][2],
    ),
    (
        ("has a cash value of yuan and may borrow of it how many yuan at most"),
        "mr",
        lambda v: v["m"][0] * v["r"][0],
    ),
    (
        "办理该条规定期限内的事项已过离期满还剩多少日期限已用去工作日",
        "dD",
        lambda v: max(v["D"][0] - v["d"][0], Fraction(0)),
    ),
    (
        ("has used of the days allowed how many days are left working trading"),
        "dD",
        lambda v: max(v["D"][0] - v["d"][0], Fraction(0)),
    ),
    (
        "手里有元离该条要求的最低金额还差多少元已备还要补",
        "mM",
        lambda v: max(v["M"][0] - v["m"][0], Fraction(0)),
    ),
    (
        "has yuan how many yuan are missing to the minimum",
        "mM",
        lambda v: max(v["M"][0] - v["m"][0], Fraction(0)),
    ),
    (
        "存款本金应付利息按最高偿付限额赔付后未偿付超出限额的部分",
        "mmM",
        lambda v: v["m"][0] + v["m"][1] - v["M"][0],
    ),
    ("按该条所列年利率单利计息年利息", "myR", lambda v: v["m"][0] * v["y"][0] * v["R"][0]),
    (
        "by the percentage given how much is that on a base of yuan",
        "mR",
        lambda v: v["m"][0] * v["R"][0],
    ),
    (
        "信用账户有现金证券市值融资负债无利息维持担保比例百分之几",
        "mmm",
        lambda v: (v["m"][0] + v["m"][1]) / v["m"][2] * 100,
    ),
)
"""Worked problems of our own: words, quantities (m money, r ratio, y n d time, s shares), formula.
A capital is a figure of the passage, not of the question."""
