import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge.extraction import statements
from agentar_assets.knowledge.extraction.entities import entities
from agentar_assets.knowledge.extraction.quantities import quantities
from agentar_assets.knowledge.extraction.relations import relations


def read(text):
    found = relations(text, entities(text), quantities(text))
    return [(one["subject"], one["predicate"], one["object"]) for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本法所称出票，是指签发票据的行为。", ("出票", "means", "签发票据的行为")),
        ("（四）匿名化，是指无法识别自然人的过程。", ("匿名化", "means", "无法识别自然人的过程")),
        ("“Bank” means a bank in the list.", ("Bank", "means", "a bank in the list")),
        ("证券公司应当每日报告。", ("securities_firm", "party_must", "每日报告")),
        ("任何单位和个人不得挪用。", ("任何单位和个人", "party_must_not", "挪用")),
        ("逾期的，保管人可以提存。", ("保管人", "party_may", "提存")),
        ("Clients must sign the form.", ("Clients", "party_must", "sign the form")),
        ("No trustee may delegate.", ("trustee", "party_must_not", "delegate")),
        (
            "第九条 擅自发行证券的，责令改正，处五万元以上五十万元以下罚款。",
            ("擅自发行证券的", "penalty", "五万元以上五十万元以下罚款"),
        ),
        ("云汀银行发行大额存单。", ("yunting", "issues", "large_cd")),
        ("证监会监管证券公司。", ("csrc", "supervises", "securities_firm")),
        ("中国人民银行依法对支付市场实施监督管理。", ("pboc", "supervises", "支付市场")),
        ("云汀银行（以下简称“本行”）提供服务。", ("yunting", "alias", "本行")),
        ("核心一级资本充足率不得低于5%。", ("cet1", "has_threshold", "5%")),
        ("“汀鑫”大额存单的期限为1年。", ("tingxin", "has_term", "1年")),
        ("“汀鑫”大额存单的年利率为1.45%。", ("tingxin", "has_rate", "1.45%")),
        ("资本充足率为12.5%。", ("car", "has_rate", "12.5%")),
        ("风险揭示书是本合同的组成部分。", ("风险揭示书", "part_of", "本合同")),
    ],
)
def test_what_a_sentence_says(text, found):
    assert read(text) == [found]


def test_a_product_names_who_manages_it_and_who_keeps_it():
    assert read("槐序均衡优选由槐序基金管理，云汀银行托管。") == [
        ("huaixu", "manages", "huaixu_balanced"),
        ("yunting", "custodian_of", "huaixu_balanced"),
    ]


def test_a_further_fine_is_for_the_same_act_and_another_act_has_its_own():
    text = (
        "隐瞒事实的，处一万元以上五万元以下罚款；情节严重的，处十万元罚款；"
        "泄露秘密的，处三万元以下的罚款。"
    )
    assert read(text) == [
        ("隐瞒事实的", "penalty", "一万元以上五万元以下罚款"),
        ("隐瞒事实的", "penalty", "十万元罚款"),
        ("泄露秘密的", "penalty", "三万元以下的罚款"),
    ]


def test_what_one_must_ends_where_the_next_is_spoken_of():
    assert read("投保人可以解除合同，保险人不得解除合同。") == [
        ("投保人", "party_may", "解除合同"),
        ("保险人", "party_must_not", "解除合同"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "有下列情形之一的，应当报告。",
        "超过净资产百分之十的。",
        "借款不超过现金价值的80%。",
        "宣传教育，指导监督工作。",
        "北京证券交易所股票为30%。",
        "未经批准发行股票。",
        "处五万元罚款的，",
        "The minimum capital of a company shall not be less than RMB 100 million.",
        "This agreement may be ended by either side.",
    ],
)
def test_what_is_not_said_is_no_relation(text):
    assert read(text) == []


PARTS = [
    *("证券公司", "应当", "不得", "，", "。", "的", "是指", "处五万元罚款", "LPR", "为3%", "由"),
    *("管理", "大额存单", "（以下简称“甲方”）", "；", "\n", " must ", "Bank", " means "),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_subjects_and_objects_are_of_the_span(parts):
    text = "".join(parts)
    names = {entity["entity_id"]: entity["text"] for entity in entities(text)}
    for one in relations(text, entities(text), quantities(text)):
        said = text[one["start"] : one["end"]]
        assert names.get(one["subject"], one["subject"]) in said
        assert one["object"] in said or names[one["object"]] in text


PIECES = [
    *(
        "银行",
        "机构",
        "应当",
        "必须",
        "不得",
        "可以",
        "有权",
        "依法",
        "均",
        "第三条",
        "（一）",
        "1.",
    ),
    *("，", "。", "；", "：", "\n", "\u3000", " ", "x"),
]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=24,
    ).map("".join)
)
def test_without_english_the_quicker_pattern_finds_the_same_parties(text):
    quick = [found.span("party") + found.span("binds") for found in statements._bound(text)]
    whole = [
        found.span("party") + found.span("binds") for found in statements._PARTY.finditer(text)
    ]
    assert quick == whole
