import csv
import json
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.evaluation import benchmarks
from agentar_assets.evaluation.benchmark_assets import benchmark_items
from resources.sources import Sources
from training import graders

DATA = Path(__file__).parents[4] / "shared" / "data"
SETS = ["finova", "fineva", "financeiq", "math500"]
present = pytest.mark.skipif(
    not all((DATA / name).is_dir() for name in SETS), reason="../shared/data is absent"
)


def read(folder: Path, name: str, text: str) -> pl.DataFrame:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return benchmarks.items([folder])


def test_a_csv_with_a_byte_order_mark_and_a_context_is_read(tmp_path):
    rows = read(
        tmp_path,
        "保险条款解读.csv",
        "\ufeffid,context,question,A,B,C,D,answer\n"
        '0,"条款一，\n条款二",赔吗？,赔,不赔,"看,情况",,B\n1,条款三,何时赔？,一,二,三,四,\n',
    )
    assert rows["question"].to_list() == ["条款一，\n条款二\n赔吗？", "条款三\n何时赔？"]
    assert rows["options"].to_list() == [["赔", "不赔", "看,情况"], ["一", "二", "三", "四"]]
    assert rows["answer"].to_list() == ["B", None]
    assert rows["benchmark"].unique().to_list() == ["fineva"]
    assert rows["answer_form"].unique().to_list() == ["choice"]
    assert rows["index"].to_list() == [0, 1]


def test_a_layout_is_known_by_its_columns_wherever_the_file_lies(tmp_path):
    rows = read(tmp_path, "x/dev/考试.csv", ",Question,A,B,C,D,Answer\n0,问？,1,2,3,4,C\n")
    assert rows.row(0, named=True) | {"sha256": ""} == {
        "benchmark": "financeiq",
        "task": "考试_dev",
        "index": 0,
        "question": "问？",
        "options": ["1", "2", "3", "4"],
        "answer": "C",
        "answer_form": "choice",
        "sha256": "",
        "reason": None,
    }


def test_finova_golds_take_the_form_of_their_task(tmp_path):
    golds = [
        (
            "agent-意图",
            ["基金-信息查询", "保险-客户服务"],
            "label_set",
            "基金-信息查询；保险-客户服务",
        ),
        ("agent-意图", [], "label_set", "[]"),
        (
            "agent-提槽",
            '[{"type": "a", "content": "b"}]',
            "json_spans",
            '[{"type": "a", "text": "b"}]',
        ),
        ("合规", "否", "exact", "否"),
        ("reasoning-复杂金融", "A;C", "choice", "A;C"),
        ("reasoning-数学/代码", "176.78;31820.21", "number", "176.78;31820.21"),
        ("reasoning-数学/代码", "40.10;高", "exact", "40.10;高"),
    ]
    told = [{"prompt": "问", "ground_truth": gold, "from": kind} for kind, gold, _, _ in golds]
    rows = read(tmp_path, "t.json", json.dumps(told, ensure_ascii=False))
    assert rows["answer_form"].to_list() == [form for _, _, form, _ in golds]
    assert rows["answer"].to_list() == [answer for _, _, _, answer in golds]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '[{"prompt": "问", "ground_', "unreadable: "),
        ("a.jsonl", '{"problem": "p", "solution"', "unreadable: "),
        ("a.json", "[" * 100_000, "unreadable: "),
        ("a.json", '{"prompt": 1}', "unrecognised: expected a list of objects"),
        ("a.json", '[{"prompt": "\\ud800", "ground_truth": "", "from": ""}]', "unreadable: "),
        ("a.csv", 'id,question,A\n0,"问', "unreadable: "),
        ("a.csv", "name,value\n1,2\n", "unrecognised: no published layout has the columns"),
        ("a.csv", " \n", "unreadable: the file is empty"),
        ("LICENSE", "text", "unrecognised: no benchmark here is a 'bare' file"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_row_that_says_why(tmp_path, name, text, told):
    rows = read(tmp_path, name, text)
    assert rows.height == 1
    assert rows["question"].to_list() == [None]
    assert rows["reason"][0].startswith(told)
    assert rows["task"].to_list() == [name]


def test_bytes_that_are_no_utf8_are_one_row_that_says_why(tmp_path):
    (tmp_path / "a.csv").write_bytes("id,question\n0,问".encode("gb18030"))
    assert benchmarks.items([tmp_path])["reason"][0].startswith("unreadable: ")


def test_a_row_that_was_cut_off_keeps_its_place_and_says_so(tmp_path):
    rows = read(tmp_path, "a.csv", "id,question,A,B,answer\n0,问一,甲,乙,A\n1,问\n2,,甲,乙,B\n")
    assert rows["question"].to_list() == ["问一", None, None]
    assert rows["reason"].to_list() == [None, "truncated: 2 of 5 fields", "no question"]


def test_a_registered_folder_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"registered benchmark folder .*gone.* not exist"):
        benchmarks.items([tmp_path / "gone"])


def test_no_folder_gives_the_empty_table():
    assert benchmarks.items([]).schema == records.BENCHMARK_ITEMS
    assert benchmarks.items([]).is_empty()


def test_the_asset_reads_every_folder_of_the_door(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.csv").write_text("id,question,answer\n0,对吗？,是\n")
    door = Sources(documents="", reviews="", benchmarks=f"{tmp_path / 'one'}:{tmp_path / 'two'}")
    rows = benchmark_items(door)
    assert rows["task"].to_list() == ["one", "two"]
    assert records.audited("benchmark_items", rows).height == 2
    assert isinstance(benchmark_items, dg.AssetsDefinition)


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    return benchmarks.items([DATA / name for name in SETS])


@present
def test_every_published_row_is_read(published):
    read = published.filter(pl.col("question").is_not_null())
    counts = dict(read.group_by("benchmark").len().rows())
    assert counts == {"finova": 1249, "fineva": 13025, "financeiq": 393, "math500": 500}
    assert read.filter(benchmark="fineva")["answer"].count() == 3584
    refused = published.filter(pl.col("question").is_null())
    assert sorted(refused["task"]) == ["LICENSE", "subject_map.json"]


@present
def test_graders_accept_every_published_gold(published):
    golds = published.filter(pl.col("answer").is_not_null())
    forms, answers = golds["answer_form"].to_list(), golds["answer"].to_list()
    wrong = [
        golds.row(place)
        for place, right in enumerate(graders.verdicts(forms, answers, answers))
        if not right
    ]
    assert golds.height == 1249 + 3584 + 393 + 500
    assert wrong == []


@present
def test_rows_are_those_of_the_standard_reader(published):
    path = DATA / "fineva" / "SUFE" / "val" / "finance_val.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        expected = [(row["question"], row["answer"]) for row in csv.DictReader(file)]
    rows = published.filter(task="finance_val").sort("index")
    assert rows.select("question", "answer").rows() == expected
