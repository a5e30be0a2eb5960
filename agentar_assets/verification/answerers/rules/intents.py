"""Intents by rule: every offered label whose key phrase is said."""

import re

from agentar_assets.verification.answerers.question import Question, choices
from agentar_assets.verification.answerers.utterance import segments

_SAYS: dict[str, str] = {
    "销户": r"注销|不用了|不想要|销户|关掉|关了|得关|卡退掉|作废|清一清|清掉|怎么关",
    "close account": r"shut|give my card back|get rid|void the card|just end|close",
    "挂失": r"丢了|不见了|找不到|没看见|被偷|捡走|落在|冻住|止付|封住|停掉|卡就没了|补一份|挂失",
    "report loss": (
        r"vanished|block it|lock it|cannot find|stolen|missing|is gone|"
        r"left my card|looked everywhere|lost|picked up"
    ),
    "开户": (
        r"开户|新户|办卡|新卡|新办|办一张|储蓄卡|"
        r"立一个|弄一张|二类户|立户|股东卡|开个户|"
        r"能买股票的户|有户|想炒股|落个|证券户|有户|"
        r"从零开始|先在你们这儿办|工资卡"
    ),
    "open account": (
        r"risk test comes|papers do I bring|sign up|become a customer|"
        r"open|savings card|settlement account|second "
        r"tier|eighteen|become a client|shareholder "
        r"card|start from zero|set up first|salary "
        r"card|new card|new .*account"
    ),
    "查询余额": (
        r"还剩|还有几块|多少钱$|一共(?:有)?多少|"
        r"户头里有|账上|够不够|是什么数|工资到了|"
        r"剩多少"
    ),
    "check balance": (
        r"did my pay arrive|how much is left|still in|stand at|have "
        r"altogether|in there now|figure on the "
        r"account|enough to pay|pay come|wages"
    ),
    "利率咨询": r"多少利|几个点|几厘|收益好|降息|哪个高|生多少|息和|给到|利率|划算",
    "ask rate": (
        r"how much will it earn|percent is one year|pays? now|"
        r"which pays|current account pay|rates|leave "
        r"it for|higher than|a year give|how much "
        r"interest"
    ),
    "转账": r"转|汇|打到|打钱|打款|打生活费|划一笔|划款",
    "transfer": (
        r"allowance|payment for goods|fill in to pay|wire a|"
        r"send (?:money|my)|wire|another bank$|reaches "
        r"another|another bank for|pay my landlord|"
        r"paying by phone|money to"
    ),
    "提前支取": (
        r"提前|没到|破掉|中途|没满|未到期|还没到期|" r"先把钱拿|才存|刚存|拿出来亏|今天就拿|等不到"
    ),
    "withdraw early": (
        r"break|before its term|not matured|half "
        r"a year is left|need the money now|two months ago|take part|"
        r"one today$|early"
    ),
    "买入委托": r"买入|吃进|加仓|建点仓|抄底|替我接|接一些|十块钱收|配点|帮我进|买(?:点|一|两)",
    "buy order": (
        r"buy|build a position|bargain|get me|one "
        r"lot|I pay ten|pick some up|put it into|"
        r"add to"
    ),
    "卖出委托": r"卖出|清仓|全部走掉|割了|减一半|换成现金|抛|走掉|脱手|出掉|止损",
    "sell order": r"dump|cut my|let it go|out of everything|sell|to cash|throw|clear out",
    "银证转账": (
        r"转出去|划十万|划.*进来|钱转进|入金|提现|"
        r"三方存管|转回银行|弄进股票户|出金|钱要出来|"
        r"银行卡|银证"
    ),
    "bank transfer": (
        r"take out what I sold|bring in|from my "
        r"card|back to my bank|pay money in|custody "
        r"card|to my card"
    ),
    "费率咨询": (
        r"手续费|佣金|印花税|万几|成本|扣多少|五块|"
        r"便宜|费率|几个点|打折|要收(?:钱|什么费)|"
        r"收多少|划算|前端|罚多少|哪个省|托管是谁|"
        r"还要收|谁出"
    ),
    "ask fees": (
        r"charge|commission|stamp duty|cheaper|round "
        r"trip|transfer fee|discount|saves more|"
        r"costs less|how much is taken|percent a "
        r"year|custody part|swap cost|when I get "
        r"out|basis points|minimum of five|days? "
        r".*penalt|penal"
    ),
    "撤单": r"撤|收回|不要了|去掉一张|别成交|取消|拿下来|作废",
    "cancel order": (
        r"take it (?:away|off)|voided|pull it back|"
        r"withdraw that|do not let it fill|do not "
        r"want it|remove one|cancel"
    ),
    "开通权限": r"科创|创业板|港股通|可转债|期权|北交所|资格|权限|什么条件|融资融券",
    "enable permission": (
        r"STAR|ChiNext|options|convertible|Stock " r"Connect|qualify|unlocked|permission|Beijing"
    ),
    "净值查询": r"净值|值多少|几块几|涨了|收盘|估值|走势|单位价格|多少一份",
    "ask value": (
        r"worth now|did it rise|close$|one share "
        r"at|this week|estimate|risen since|unit "
        r"price|latest price"
    ),
    "赎回": r"赎回|取出来|拿出来|全退|变现|落袋|走人|先出|卖掉以后|出一半|卖掉",
    "redeem": (
        r"my money out|let half|give back|turn the "
        r"rest|pocket|I am out|reach my card|take "
        r"out the money market"
    ),
    "申购": r"申购|想买|加一笔|上车|直接上|给我来点|追加|投五百|首次|换?成?.*买一点|我要进",
    "subscribe": (
        r"put more in|bond fund$|some of your|add "
        r"five|straight in$|get in before|five hundred "
        r"every|first money market|some of that "
        r"index"
    ),
    "分红方式": r"分红|红利|派|分的钱|现金改成份额|别再投|我想要现金",
    "dividend option": r"payout|paid out|reinvest|in cash|distribut|dividend",
    "基金转换": r"转换|挪|换成|换到|互换|换一只|这只换那只",
    "switch fund": (
        r"switch|swap|move (?:me|all)|from A to "
        r"B|equity one|get that one|half of .* to "
        r"the index"
    ),
    "surrender": (
        r"do I lose if it ends|cannot afford|cancel|want (?:my|the) (?:money|"
        r"premium)|give (?:it|the policy) up|end "
        r"the policy|regret|do not want"
    ),
    "policy loan": r"borrow|loan|pledge|lend|against (?:it|the policy)|cash out of it",
    "report a claim": (
        r"hospital|claim|accident|broke|fracture|"
        r"diagnos|surgery|invoice|bill|died|passed "
        r"away"
    ),
    "pay premium": r"due|premium|pay|debit|settle|late|lapse|forgot",
    "ask about cover": r"protect|cover|insure|retire|buy|pension|suit",
    "change details": (
        r"the holder|one who receives|change|address|phone|"
        r"name|correct|update|moved|new card|beneficiary"
    ),
    "退保": r"退保|反悔|后悔|不想要|不想再交|作废|取消|解除|返还|要把钱拿回|没看清",
    "保单贷款": r"贷|借|周转|套出|押着|拿这份合同|取点钱",
    "理赔报案": r"理赔|报案|住院|摔伤|车祸|骨折|急诊|怎么赔|确诊|手术|发票|走了|先通知",
    "续期缴费": (
        r"续期|缴费|保费怎么付|忘了交|扣款失败|晚交|"
        r"断了|到期前|打钱|什么时候扣|后面几年|复效|"
        r"没钱"
    ),
    "投保咨询": (
        r"投保(?!人)|想给|添一份|保障怎么|还能买|" r"还能保|能不能上保险|配什么|买份养老|上一份"
    ),
    "保全变更": r"变更|换成|换新|改|更正|打错|换一张|登记一下|换了",
    "收益分配查询": r"分配|这期|发了没有|打款|季度的钱|本金什么时候|发了多少|领几次|给我发",
    "设立信托": r"设立|安排好|留一笔|单独放|交给专业|隔开|做一个|长期放|管着，再给",
    "费用咨询": r"报酬|费率|几个点|前期的钱|托管.*收|谁出|费用|要收",
    "变更受益人": r"受益人|名单|添人|去掉|拿掉|加进|比例调|来领|写错|改由",
    "终止信托": r"终止|解除|撤掉|了结|不想续|清算|结束|不做了|全拿回来|还继续|不想再放",
    "信息披露查询": r"报告|报表|账目|净值披露|明细|投到哪|复印|记录|给我们报告|投了哪些",
}
"""Label and the phrases that give it away."""


def answer(question: Question) -> str | None:
    """Labels in the order in which they are offered; null where no phrase is known."""
    offered = choices(question.text, "可选|选项|意图|options|intents|labels")
    found = {_said(segment, offered) for segment in segments(question.text)} - {None}
    named = [label for label in offered if label in found]
    return ("；" if question.chinese else "; ").join(named) or None


def _said(segment: str, offered: list[str]) -> str | None:
    """The label whose phrases stand in a segment most often; its name counts as one."""
    counts = {
        label: len(re.findall(_SAYS.get(label, re.escape(label)), segment, re.I))
        for label in offered
    }
    best = max(counts, key=lambda label: counts[label], default=None)
    return best if best is not None and counts[best] else None
