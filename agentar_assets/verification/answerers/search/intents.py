"""Intents by search: cut what is said into one or two wishes so that the words point clearest."""

from itertools import pairwise

from agentar_assets.verification.answerers.question import Question, choices
from agentar_assets.verification.answerers.utterance import segments

_SECOND_WISH = 0.5
_WORDS: dict[str, str] = {
    "销户": "注销 不用 关掉 关了 得关 退掉 作废 清掉 多余 取完 清一清 户头我不 销",
    "close account": "shut give_my_card rid void just_end wound spare",
    "挂失": "丢 不见 找不到 被偷 捡 落在 冻住 止付 封住 停掉 没看见 补一份 卡就没",
    "report loss": (
        "stolen vanished block_it cannot_find missing gone "
        "fear taxi looked_everywhere freeze lost picked"
    ),
    "开户": (
        "新户 办卡 新卡 储蓄卡 立一个 弄一张 二类户 "
        "立户 股东卡 有户 炒股 证券户 从零 工资卡 "
        "新办 能买股票的户 做股票 风险测评"
    ),
    "open account": (
        "savings_card papers sign_up settlement second_tier eighteen "
        "join client shareholder_card start_from "
        "first new"
    ),
    "查询余额": "还剩 几块钱 一共 户头里有 账上的数 够不够 什么数 工资到 多少钱 有多少",
    "check balance": "left_on arrive still_in in_there altogether figure enough stand_at read_me",
    "利率咨询": "多少利 几个点 几厘 收益好 降息 息和 利 生多少 几个点了 划算 哪种",
    "ask rate": "pays_more earn percent pay rates saving leave_it higher which",
    "转账": "打到 汇 打钱 打款 打生活费 划一笔 转 跨行 别的银行 款 货款",
    "transfer": (
        "send goods fill_in wire another_bank landlord paying money_to move_some reaches allowance"
    ),
    "提前支取": (
        "定期没满 没到日子 破掉 中途 还没到期 先把钱拿 "
        "还有半年 两个月就 今天就拿 急用 等不到 "
        "拿出来亏"
    ),
    "withdraw early": (
        "break before_its_term matured half_a_year two_months cannot_wait have_it_back"
    ),
    "买入委托": "进两百 吃进 加仓 建点仓 抄底 接一些 收 配点 买 挂个单 限价",
    "buy order": "get_me one_lot i_pay build bargain pick_some treasuries place_it",
    "卖出委托": "清仓 割 减一半 换成现金 抛 走掉 脱手 出掉 止损 亏太多",
    "sell order": "cut_my dump out_of_everything let_it_go stop sell",
    "银证转账": "转出去 银行划 入金 提现 存管 转回银行卡 弄进 钱要出来 钱转进 闲钱",
    "bank transfer": "take_out_what bring_in my_card bank_card pay_money custody_card idle_cash",
    "费率咨询": (
        "手续费 印花税 万几 成本 扣多少 五块 便宜 "
        "收钱 几个点 打折 收多少 划算 前端 罚 省 "
        "托管 过户费 谁出 降"
    ),
    "ask fees": (
        "commission stamp charge charged cheaper "
        "round_trip transfer_fee discount saves "
        "costs taken percent custody_part"
    ),
    "撤单": "收回来 不要了 去掉一张 别成交 想取消 拿下来 作废 撤回 没动静 后悔 委托还挂",
    "cancel order": "take_it voided pull_it withdraw do_not_let not_want remove hangs wrong_price",
    "开通权限": "科创 创业板 港股通 可转债 期权 北交所 资格 考试 什么条件",
    "enable permission": "star chinext options convertible qualify unlocked grey exam",
    "净值查询": "值多少 几块几 涨了 收盘 估值 走势 单位价格 成立以来 报个数",
    "ask value": "worth rise close week estimate share_at figure",
    "赎回": "取出来 拿出来 全退 变现 落袋 走人 先出 卖掉以后 我要用钱 跌得",
    "redeem": "my_money_out half_of_it give_back turn_the_rest pocket i_am_out",
    "申购": "想买 加一笔 上车 直接上 来点 追加 投五百 首次 我要进 债基",
    "subscribe": (
        "put_more some_of add_five straight_in before_three five_hundred first_money index_one"
    ),
    "分红方式": "派 红利 分的钱 再投 改成份额 想要现金 分红",
    "dividend option": "payout paid_out reinvest reinvesting in_cash cash_payout",
    "基金转换": "挪 换到 互换 换一只 这只换 换到债券 另一只",
    "switch fund": (
        "swap swapped move_me move_all from_a equity_one get_that switch_to_the another house"
    ),
    "surrender": "afford cancel lose_if give_up regret want_my end_it",
    "policy loan": "borrow loan pledge lend against cash_out",
    "report a claim": (
        "hospital claim accident broke fracture surgery bill died diagnosed passed_away"
    ),
    "pay premium": "due premium pay debit settle late forgot lapse",
    "ask about cover": "protect protected protection cover insure retire pension suits",
    "change details": (
        "change address phone name correct update moved beneficiary holder receives_it"
    ),
    "退保": "反悔 后悔 不想要 不想再交 作废 取消 解除 返还 没看清 拿回 没用 交不起",
    "保单贷款": "借 周转 套出 押着 取点钱 抵押 先取",
    "理赔报案": "住院 摔 车祸 骨折 急诊 怎么赔 确诊 手术 发票 老人走 通知你们 材料 能报多少",
    "续期缴费": "保费怎么付 忘了交 扣款失败 晚交 断了 打钱 时候扣 后面几年 没钱 补上 到期前",
    "投保咨询": "添一份 保障怎么 还能买 能保 上保险 配什么 养老 看病能报 预算",
    "保全变更": "换新 要改 更正 打错 换一张 登记 换成我 改成 手机号 地址 扣款的卡 月缴",
    "收益分配查询": "分配 这期 发了 打款 季度的钱 本金什么 领几次 给我发",
    "设立信托": "安排好 留一笔 单独放 专业的人 隔开 家族的 长期放 先由你们 慈善 多少钱才能",
    "费用咨询": "报酬 费率 前期的钱 托管 谁出 几个点 收多少",
    "变更受益人": "名单 添人 去掉 拿掉 加进 比例 来领 侄子 写错",
    "终止信托": "解除 撤掉 了结 不想续 清算 结束 不做了 全拿回来 还继续 不想再放",
    "信息披露查询": "报告 报表 账目 披露 明细 投到哪 复印 记录 项目",
}
"""Label and the words that point at it; `_` stands for a space. Longer words weigh more."""


def answer(question: Question) -> str | None:
    """Labels in the order in which they are offered; null where no word points anywhere."""
    offered = choices(question.text, "可选|选项|意图|options|intents|labels")
    pieces = [piece for part in segments(question.text) for piece in part.split("，")]
    best = max(
        (_read(pieces, cuts, offered) for cuts in _cuts(len(pieces))),
        key=lambda reading: reading[0],
        default=(0.0, frozenset[str]()),
    )
    named = [label for label in offered if label in best[1]]
    return ("；" if question.chinese else "; ").join(named) or None


def _cuts(pieces: int) -> list[tuple[int, ...]]:
    """Ways to cut a row of pieces into one or two runs."""
    return [(0, pieces), *((0, at, pieces) for at in range(1, pieces))]


def _read(
    pieces: list[str], cuts: tuple[int, ...], offered: list[str]
) -> tuple[float, frozenset[str]]:
    """Score and labels of one way to cut; a second wish must bring words of its own."""
    score, labels = 0.0, set()
    for start, end in pairwise(cuts):
        weight, label = max(
            ((_weight("，".join(pieces[start:end]), label), label) for label in offered),
            default=(0.0, ""),
        )
        if not weight or label in labels:
            return 0.0, frozenset()
        score += weight
        labels.add(label)
    return score - _SECOND_WISH * (len(labels) - 1), frozenset(labels)


def _weight(said: str, label: str) -> float:
    low = said.lower()
    words = [word.replace("_", " ") for word in _WORDS.get(label, label).split(" ")]
    return sum(min(4, len(word)) if word[0] > "~" else 2.0 for word in words if word in low)
