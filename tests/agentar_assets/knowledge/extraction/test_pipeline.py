from dataclasses import dataclass

import polars as pl
import pytest

from agentar_assets.knowledge.extraction import extraction, pipeline


@dataclass
class Span:
    label_: str
    start_char: int
    end_char: int


@dataclass
class Doc:
    ents: list[Span]


class SpacyFace:
    """The parts of a spaCy pipeline that are used."""

    def pipe(self, texts):
        for _ in texts:
            yield Doc([Span("ORG", 0, 2), Span("GPE", 2, 3), Span("PERSON", 3, 5)])


def hanlp_face(texts, tasks):
    """A HanLP model as it is called, with words that leave the blanks out."""
    assert tasks == ["tok/fine", "ner/msra"]
    words = [text.split() for text in texts]
    return {
        "tok/fine": words,
        "ner/msra": [[("".join(each[:2]), "ORGANIZATION", 0, 2)] for each in words],
    }


@pytest.fixture
def spacy_model(tmp_path):
    """A pipeline of spaCy itself, as small as one can be: names from a list, saved to a folder."""
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    model = spacy.blank("zh")
    names = {"ORG": "澜川资本", "PERSON": "王明", "GPE": "上海"}
    model.add_pipe("entity_ruler").add_patterns(
        [{"label": label, "pattern": name} for label, name in names.items()]
    )
    model.to_disk(tmp_path / "zh")
    return tmp_path / "zh"


def told(names):
    return [(one["text"], one["type"], one["entity_id"]) for one in names]


def test_without_a_model_the_rules_stand_alone(monkeypatch):
    monkeypatch.delenv(pipeline.VARIABLE, raising=False)
    assert pipeline.current() is None


def test_a_spacy_pipeline_adds_its_organisations_and_people():
    (found,) = pipeline.Spacy(SpacyFace()).names(["澜川在王明"])
    assert told(found) == [("澜川", "机构", "org:澜川"), ("王明", "人员", "person:王明")]


def test_a_hanlp_model_adds_its_organisations_where_they_stand():
    (found,) = pipeline.Hanlp(hanlp_face).names(["Lan  Chuan lends"])
    assert told(found) == [("Lan  Chuan", "机构", "org:lanchuan")]
    assert [(one["start"], one["end"]) for one in found] == [(0, 10)]
    assert list(pipeline.Hanlp(hanlp_face).names([])) == []


def test_the_names_of_a_hanlp_model_are_placed_by_sentence():
    texts = ["", "Lan Chuan lends。\n\nAn Lan pays。", "  \n"]
    first, second, third = pipeline.Hanlp(hanlp_face).names(texts)
    assert (first, third) == ((), ())
    assert told(second) == [
        ("Lan Chuan", "机构", "org:lanchuan"),
        ("An Lan", "机构", "org:anlan"),
    ]
    assert all(texts[1][one["start"] : one["end"]] == one["text"] for one in second)


def test_a_model_of_spacy_itself_joins_the_rules_under_their_schema(spacy_model, monkeypatch):
    texts = pl.Series(["澜川资本的王明在上海向招商银行存入5万元。", "", "王明。" * 400_000])
    alone = extraction.extracted(texts)
    monkeypatch.setenv(pipeline.VARIABLE, f"spacy:{spacy_model}")
    found = extraction.extracted(texts)
    assert found.schema == alone.schema == extraction.SCHEMA
    assert told(found["entities"][0]) == [
        ("澜川资本", "机构", "org:澜川资本"),
        ("王明", "人员", "person:王明"),
        ("招商银行", "机构", "cmb"),
    ]
    assert found["quantities"].to_list() == alone["quantities"].to_list()
    assert (found["entities"].list.len() > alone["entities"].list.len()).to_list() == [
        True,
        False,
        True,
    ]


def test_a_name_by_rule_stays_where_a_model_names_it_otherwise():
    told = pipeline._typed("招商银行与澜川", [("PERSON", 0, 2), ("ORG", 5, 7)])
    (known, *_) = extraction._read("招商银行与澜川", (), told)
    assert [one["entity_id"] for one in known] == ["cmb", "org:澜川"]


@pytest.mark.parametrize("name", ["spacy", "spacy:", "stanza:zh", ":zh"])
def test_another_name_is_no_pipeline(monkeypatch, name):
    monkeypatch.setenv(pipeline.VARIABLE, name)
    with pytest.raises(ValueError, match="`spacy:MODEL` or `hanlp:MODEL` was expected"):
        pipeline.current()
