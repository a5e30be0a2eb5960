from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.documents import dates, days

PUBLIC = date(2024, 3, 1)
HEAD = (
    "1995年6月30日 第八届全国人民代表大会常务委员会第十四次会议通过\n\n"
    "2002年10月28日 第九届全国人民代表大会常务委员会第三十次会议"
    "《关于修改<中华人民共和国保险法>的决定》第一次修正\n\n"
    "2009年2月28日 第十一届全国人民代表大会常务委员会第七次会议修订）\n\n"
    "2009年3月2日 中华人民共和国主席令第十一号公布\n\n2009年10月1日 施行"
)


def test_each_line_of_a_head_tells_day_action_and_who():
    rows = [(str(row["day"]), row["action"], row["by"]) for row in dates.revisions(HEAD)]
    assert rows == [
        ("1995-06-30", "adopted", "第八届全国人民代表大会常务委员会第十四次会议"),
        ("2002-10-28", "amended", "关于修改<中华人民共和国保险法>的决定"),
        ("2009-02-28", "revised", "第十一届全国人民代表大会常务委员会第七次会议"),
        ("2009-03-02", "published", "中华人民共和国主席令第十一号"),
        ("2009-10-01", "in_force", None),
    ]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (
            "（2006年3月21日国务院令第462号公布　"
            "根据2012年3月30日《国务院关于修改〈X条例〉的决定》第一次修订）",
            [("published", "国务院令第462号"), ("revised", "国务院关于修改〈X条例〉的决定")],
        ),
        ("2008年8月1日 国务院第20次常务会议修订通过", [("revised", "国务院第20次常务会议")]),
        (
            "1982年12月4日 全国人民代表大会公告公布施行",
            [("published", "全国人民代表大会公告"), ("in_force", None)],
        ),
        (
            "1991年6月29日 第二十次会议《关于修改<文物保护法>第三十条\n\n"
            "第三十一条的决定》第一次修正",
            [("amended", "关于修改<文物保护法>第三十条第三十一条的决定")],
        ),
        (
            "2020年12月26日 会议通过的《中华人民共和国刑法修正案（十一）》",
            [("amended", "中华人民共和国刑法修正案（十一）")],
        ),
        (
            "2021年4月7日 第1835次会议《关于修改〈解释〉的决定》修正，该修正自2021年4月15日施行",
            [("amended", "关于修改〈解释〉的决定"), ("in_force", None)],
        ),
        ("2024年3月1日，本行发布了新的收费标准，客户可以查询。", []),
        (
            "（2012年12月26日国务院第228次常务会议通过，2013年1月21日国务院令第631号公布）",
            [("adopted", "国务院第228次常务会议"), ("published", "国务院令第631号")],
        ),
        ("2024年3月1日 国务院公布并施行", [("published", "国务院"), ("in_force", None)]),
        (
            "发布日期：2024-03-01\n\n施行日期：2024年7月1日\n\n失效日期：2026.7.1",
            [("published", None), ("in_force", None)],
        ),
        (
            "(Adopted at the 67th Executive Meeting on October 29, 2014, promulgated by Order "
            "No. 660 of the State Council on 17 February 2015)",
            [("adopted", None), ("published", None)],
        ),
        ("Issued on 3 March 2024", [("published", None)]),
        ("Shares issued on 3 March 2024", []),
        ("Issued on 3 March 2024, the notes were sold to the public.", []),
        (
            "2014年3月1日 国务院令第1号公布\n\n2020年1月1日 国务院令第5号废止",
            [("published", "国务院令第1号")],
        ),
    ],
)
def test_lines_of_other_kinds(head, told):
    assert [(row["action"], row["by"]) for row in dates.revisions(head)] == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2015年2月17日 国务院令第660号公布", True),
        ("（2014年10月29日国务院第67次常务会议通过）", True),
        ("2015年2月17日", True),
        ("发布日期：2015-02-17", True),
        ("1985年8月3日市人大常委会通过、1997年10月15日修正的《X条例》同时废止。", False),
        ("云汀银行", False),
        ("失效日期：2026-07-01", False),
    ],
)
def test_a_line_of_the_making_of_a_text_is_no_sentence_of_it(line, told):
    assert dates.is_of_its_making(line) is told


def test_the_newest_day_of_head_and_file_name_counts_as_published():
    assert dates.published(HEAD, "保险法(2015-04-24)") == date(2015, 4, 24)
    assert dates.published(HEAD, "保险法") == date(2009, 3, 2)
    assert dates.published("", "说明") is None


@pytest.mark.parametrize(
    "name",
    [
        "办法_20240301",
        "办法（２０２４－０３－０１）",
        "办法2024.03.01",
        "办法_2024_03_01",
        "办法（2024年3月1日）",
    ],
)
def test_a_file_name_bears_its_day_in_many_ways(name):
    assert dates.published("", name) == PUBLIC
    assert dates.published("", "办法_12024030199") is None


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("第七十四条 本法自2021年11月1日起施行。", date(2021, 11, 1)),
        ("本条例自2017年1月 1日起实施。", date(2017, 1, 1)),
        ("本规定自一九九二年九月三十日起施行。", date(1992, 9, 30)),
        ("本办法自二○○四年十月一日起试行。", date(2004, 10, 1)),
        ("本规定自2024年1月1日起至2024年12月31日施行。", date(2024, 1, 1)),
        ("本办法自公布之日起施行。", PUBLIC),
        ("本办法自发布之日起30日后施行。", date(2024, 3, 31)),
        ("本办法自公布之日起满三个月施行。", date(2024, 6, 1)),
        ("本办法自印发之日起六个月后实施。", date(2024, 9, 1)),
        ("自2025年7月1日起施行。", date(2025, 7, 1)),
        ("本规定由最高人民检察院负责解释，自发布之日起施行", PUBLIC),
        ("本规定从发布之日起施行。本条例自修订发布之日起施行。", PUBLIC),
        ("本法（原称《军官服役条例》）自1989年1月1日起施行。", date(1989, 1, 1)),
        ("本规则自2001年8月1日零时起施行。", date(2001, 8, 1)),
        ("本《办法》自2018年7月1日起施行。", date(2018, 7, 1)),
        ("许可证自2020年1月1日起生效。本办法自2024年5月1日起施行。", date(2024, 5, 1)),
        ("These rules take effect on 1 January 2025.", date(2025, 1, 1)),
        ("This policy is effective from March 5, 2024.", date(2024, 3, 5)),
        ("These Measures shall come into force on July 1, 2010.", date(2010, 7, 1)),
        ("本办法自公布之日后第三十日起施行。", date(2024, 3, 31)),
        ("本办法自公布之日的次日起施行。", date(2024, 3, 2)),
        ("本办法自公布次日起施行。", date(2024, 3, 2)),
        ("本办法自公布后施行。", PUBLIC),
        ("本办法自发布之日起次月1日起施行。", date(2024, 4, 1)),
        ("本办法自印发次月一日起实施。", date(2024, 4, 1)),
        ("本规定自一九九二年九月廿一日起施行。", date(1992, 9, 21)),
        ("本规定自一九九二年八月卅日起施行。", date(1992, 8, 30)),
        ("办法自2024年7月1日起施行。", date(2024, 7, 1)),
        ("本指导意见自2024-07-01起施行。", date(2024, 7, 1)),
        ("本法规自2024.7.1起施行。", date(2024, 7, 1)),
        ("本办法自二O二四年七月一号起施行。", date(2024, 7, 1)),
        ("本办法的施行日期为2024年7月1日。", date(2024, 7, 1)),
        ("本办法有效期自2024年7月1日至2027年6月30日。", date(2024, 7, 1)),
        (
            "本条例自2024年7月1日起施行。\n\n附件：某办法\n\n第一条 本办法自2025年1月1日起施行。",
            date(2024, 7, 1),
        ),
        ("本通知附后。\n\n附件：某办法\n\n本办法自2025年1月1日起施行。", date(2025, 1, 1)),
        ("协议自2020年1月1日起生效。", None),
        ("海关自公告规定实施之日起执行。", None),
        ("本法自2024年2月30日起施行。", None),
    ],
)
def test_the_day_from_which_a_text_holds_is_the_one_that_it_states(text, since):
    assert dates.valid_from(text, "", PUBLIC) == since


def test_a_clause_of_the_text_counts_before_a_line_of_the_head():
    assert dates.valid_from("本法自2010年1月1日起施行。", HEAD, PUBLIC) == date(2010, 1, 1)
    assert dates.valid_from("没有这样的条款。", HEAD, PUBLIC) == date(2009, 10, 1)
    head = "（2024年3月1日国务院令第1号公布　自公布之日起施行）"
    assert dates.valid_from("没有这样的条款。", head, PUBLIC) == PUBLIC
    assert dates.valid_from("没有这样的条款。", "生效日期 2024-07-01", PUBLIC) == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("本办法自2024年1月1日起施行，有效期五年。", date(2029, 3, 1)),
        ("本通知有效期至2027年12月31日。", date(2028, 1, 1)),
        ("本规定自发布之日起施行，有效期为2年。", date(2026, 3, 1)),
        ("本办法试行期一年。", date(2025, 3, 1)),
        ("本办法自2024年1月1日起施行，至2026年6月30日。", date(2026, 7, 1)),
        ("This tariff is valid until 31 December 2025.", date(2026, 1, 1)),
        ("本规定自2024年1月1日起至2024年12月31日施行。", date(2025, 1, 1)),
        ("本办法自2024年3月1日起试行两年。", date(2026, 3, 1)),
        ("This notice expires on 31 December 2025.", date(2026, 1, 1)),
        ("本办法自2024年7月1日起施行，实施期限至2026年12月31日。", date(2027, 1, 1)),
        ("本办法自2024年3月1日起执行，执行期限两年。", date(2026, 3, 1)),
        ("本办法有效期自2024年7月1日至2027年6月30日。", date(2027, 7, 1)),
        ("本办法自2024年7月1日起施行，2026年12月31日失效。", date(2026, 12, 31)),
        ("办法\n（本办法已于2020年1月1日失效）\n第一条 甲", date(2020, 1, 1)),
        ("办法\n失效日期：2026-07-01\n第一条 甲", date(2026, 7, 1)),
        ("办法\n2020年1月1日 国务院令第5号废止\n第一条 甲", date(2020, 1, 1)),
        ("办法\n2020年1月1日 《关于修改和废止法规的决定》修订\n第一条 甲", None),
        ("办法\n自2020年1月1日起施行，原办法同时废止\n第一条 甲", None),
        ("协议有效期三年。", None),
        ("This policy is effective on March 5, 2024.", None),
        ("本条例规定的许可证有效期为5年。", None),
        ("违反本条例第五条规定，在有效期内停业的。", None),
        ("居民身份证有效期为十年。", None),
    ],
)
def test_the_day_on_which_a_text_ends_is_its_own_and_not_that_of_a_licence(text, until):
    assert dates.valid_to(text, PUBLIC) == until


def test_a_span_without_a_first_day_ends_nothing():
    assert dates.valid_to("本办法有效期五年。", None) is None


@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_read_however_it_is_written(day):
    month = f"{day:%B}"
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
    ):
        assert days.read(written) == day


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(1, 400))
def test_a_span_leads_to_a_later_day_and_twelve_months_are_a_year(day, number):
    assert days.later(day, f"{number}日") > day
    assert days.later(day, f"{number * 12}个月") == days.later(day, f"{number}年") > day
    assert days.later(date(9999, 6, 1), "1年") is None
