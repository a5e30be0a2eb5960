import polars as pl
import pytest

from resources.review import FINISHED, MARKS, ReviewFolder

HEADER = "item_id,reviewer,accuracy,relevance,fluency,domain_fit\n"


@pytest.fixture
def desk(tmp_path):
    return ReviewFolder(folder=str(tmp_path))


def batch(*ids, **cells):
    row = {"stratum": "s", "question": "问？", "thinking": "想", "answer": "1"} | cells
    return pl.DataFrame([{"item_id": i} | row for i in ids])


def back(desk, tmp_path, lines, name="review.done.csv", encoding="utf-8"):
    (tmp_path / name).write_text(HEADER + lines, encoding=encoding)
    return desk.finished()


def test_a_batch_goes_out_once_as_a_sheet_that_excel_reads(desk, tmp_path):
    sheet = desk.ask(batch("a", "b"))
    content = (tmp_path / sheet).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "问？" in content.decode("utf-8-sig")
    (tmp_path / sheet).write_text("a person is at work here")
    assert desk.ask(batch("a", "b")) == sheet
    assert (tmp_path / sheet).read_text() == "a person is at work here"
    assert len([*tmp_path.glob("review_*.csv")]) == 1


def test_an_empty_batch_makes_no_sheet(desk, tmp_path):
    assert desk.ask(batch("a").clear()) is None
    assert not [*tmp_path.iterdir()]


def test_a_batch_without_its_columns_is_refused(desk):
    with pytest.raises(ValueError, match="thinking"):
        desk.ask(batch("a").drop("thinking"))


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_is_a_formula(desk, tmp_path, evil):
    desk.ask(batch("a", answer=evil))
    sheet = pl.read_csv(next(tmp_path.glob("review_*.csv")), infer_schema=False)
    assert sheet["answer"].to_list() == ["'" + evil]


def test_a_filled_sheet_comes_back_whole_under_its_own_name(desk, tmp_path):
    sheet = tmp_path / desk.ask(batch("a", "-b"))
    lines = sheet.read_text(encoding="utf-8-sig").splitlines()
    marked = [
        lines[0],
        *(line.replace('""', '"0.5"').replace('"0.5"', '"ann"', 1) for line in lines[1:]),
    ]
    sheet.rename(sheet.with_suffix(".done.csv")).write_text("\n".join(marked), encoding="utf-8-sig")
    assert desk.ask(batch("a", "-b")) == str(sheet)
    assert not sheet.exists()
    found = desk.finished()
    assert found.schema == FINISHED
    assert found["problem"].to_list() == [None, None]
    assert found["item_id"].to_list() == ["a", "-b"]
    assert found["reviewer"].to_list() == ["ann", "ann"]
    assert found.select(MARKS).unique().rows() == [(0.5, 0.5, 0.5, 0.5)]


def test_a_bad_line_is_a_row_with_a_problem_and_the_rest_goes_on(desk, tmp_path):
    desk.ask(batch("a", "b", "c"))
    found = back(
        desk,
        tmp_path,
        "a,ann,1,,0.5,\nb,ann,1.5,1,1,1\nzz,ann,1,1,1,1\nc,ann,,,,\na,ann,0,0,0,0\nb,bob,good,1,1,1\n",
    )
    assert dict(zip(found["line"], found["problem"], strict=True)) == {
        2: None,
        3: "accuracy is 1.5: expected a number from 0 to 1",
        4: "item_id was never sent out for review",
        5: "no mark was given",
        6: "this reviewer marked the item on an earlier line",
        7: "accuracy is 'good': expected a number from 0 to 1",
    }
    assert found.row(0, named=True)["relevance"] is None


@pytest.mark.parametrize("mark", ["nan", "inf", "-0.1", "1e9"])
def test_a_mark_that_is_no_share_is_a_problem(desk, tmp_path, mark):
    desk.ask(batch("a"))
    assert "0 to 1" in back(desk, tmp_path, f"a,ann,{mark},1,1,1\n")["problem"][0]


def test_sheets_saved_by_a_chinese_excel_and_with_semicolons_are_read(desk, tmp_path):
    desk.ask(batch("a"))
    (tmp_path / "x.done.csv").write_bytes(
        (HEADER + "a,张三,1,1,1,1\n").replace(",", ";").encode("gb18030")
    )
    assert desk.finished().select("reviewer", "problem").rows() == [("张三", None)]


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00\x81", b"item_id\n" + b'"', b"\x00" * 50]
)
def test_an_unreadable_sheet_is_one_row_that_names_it(desk, tmp_path, content):
    desk.ask(batch("a"))
    (tmp_path / "bad.done.csv").write_bytes(content)
    found = back(desk, tmp_path, "a,ann,1,1,1,1\n")
    bad = found.filter(pl.col("file") == "bad.done.csv")
    assert len(bad) == 1
    assert bad["problem"][0].startswith("sheet cannot be read")
    assert found.filter(pl.col("problem").is_null())["item_id"].to_list() == ["a"]


def test_a_folder_that_is_not_there_holds_no_sheets(tmp_path):
    assert ReviewFolder(folder=str(tmp_path / "none")).finished().is_empty()
