import pytest

from agentar_assets.documents.origin import Origin, origin

FREE = "statutory text: not protected (Copyright Law of the PRC, art. 5)"
ARTICLES = [{"kind": "article"}]


@pytest.mark.parametrize(
    ("title", "line", "authority", "level"),
    [
        (
            "中华人民共和国保险法",
            "1995年6月30日 第八届全国人民代表大会常务委员会第十四次会议通过",
            "全国人民代表大会常务委员会",
            "law",
        ),
        (
            "票据管理实施办法",
            "1997年6月23日 国务院批准\n1997年8月21日 中国人民银行令第2号发布",
            "国务院",
            "regulation",
        ),
        (
            "中国人民银行货币政策委员会条例",
            "1997年4月15日 中华人民共和国国务院令第215号发布",
            "国务院",
            "regulation",
        ),
        (
            "最高人民法院、最高人民检察院关于办理诈骗刑事案件的解释",
            "2011年2月21日 最高人民检察院第十一届检察委员会第49次会议通过",
            "最高人民法院",
            "interpretation",
        ),
        (
            "化妆品生产经营监督管理办法",
            "2021年8月2日 国家市场监督管理总局令第46号公布",
            "国家市场监督管理总局",
            "rule",
        ),
        (
            "企业职工带薪年休假实施办法",
            "2008年7月17日 经人力资源和社会保障部第6次部务会议通过",
            "人力资源和社会保障部",
            "rule",
        ),
        (
            "威海市居民养老服务保障条例",
            "2016年12月26日 威海市第十六届人民代表大会常务委员会第三十二次会议通过\n"
            "2017年1月18日 山东省第十二届人民代表大会常务委员会第二十五次会议批准",
            "威海市人民代表大会常务委员会",
            "rule",
        ),
        ("碳排放权交易管理暂行条例", "", None, "regulation"),
        ("上海市殡葬管理条例", "", None, "rule"),
        ("企业职工带薪年休假实施办法", "", None, "rule"),
        ("中华人民共和国信托法", "", None, "law"),
    ],
)
def test_a_statute_is_ranked_by_the_body_that_made_it(title, line, authority, level):
    told = origin(title, f"{title}\n{line}\n", ARTICLES, {})
    assert told == Origin("statute", authority, level, FREE)


@pytest.mark.parametrize(
    ("title", "line", "meta"),
    [
        ("个人存款管理办法", "", {"authority": "云汀银行"}),
        ("云汀银行股份有限公司个人存款管理办法", "", {}),
        ("个人存款管理办法", "2024年3月1日 第三届董事会第二次会议通过", {}),
        ("个人存款管理办法", "为规范我行个人存款业务，制定本办法。", {}),
        ("适当性管理指引", "根据中国证券监督管理委员会的规定，制定本指引。", {}),
    ],
)
def test_the_rules_of_a_firm_are_no_statute_and_not_free(title, line, meta):
    told = origin(title, f"{title}\n{line}\n", ARTICLES, meta)
    assert told == Origin("rules", meta.get("authority"), "institution", None)


def test_a_decision_without_articles_is_a_statute_where_its_maker_is_known():
    head = "关于废止三件条例的决定\n2020年5月1日 河南省人民代表大会常务委员会公告公布\n"
    known = origin("关于废止三件条例的决定", head, [{"kind": "text"}], {})
    assert (known.kind, known.authority) == ("statute", "河南省人民代表大会常务委员会")
    unknown = origin("关于放假的通知", "关于放假的通知\n", [{"kind": "text"}], {})
    assert (unknown.kind, unknown.level) == ("document", "institution")


def test_a_standard_and_a_list_of_questions_are_told_by_name_and_by_form():
    assert origin("JR/T 0197-2020 金融数据安全", "", [], {}).level == "standard"
    assert origin("常见问题", "", [{"kind": "faq"}, {"kind": "text"}], {}).kind == "faq"


def test_the_order_with_which_a_text_is_made_public_tells_who_made_it():
    head = "征信业管理条例\n\n中华人民共和国国务院令\n\n第631号\n\n现予公布。\n\n"
    found = origin("征信业管理条例", head, ARTICLES, {})
    assert (found.authority, found.level) == ("国务院", "regulation")
    assert origin("附件", head, ARTICLES, {}).kind == "statute"
