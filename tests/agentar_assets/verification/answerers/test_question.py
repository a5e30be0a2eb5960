from agentar_assets.verification.answerers.question import Candidate, ambiguity, candidates


def test_a_disambiguation_question_has_a_name_a_passage_and_candidates():
    found = ambiguity("「卡丢了，云汀让我等。」中的“云汀”指哪一个？候选：A 云汀银行；B 云汀证券")
    assert found is not None
    assert (found.name, found.text) == ("云汀", "卡丢了，云汀让我等。")
    assert found.candidates == [Candidate("A", "云汀银行"), Candidate("B", "云汀证券")]


def test_a_question_that_names_nothing_is_no_disambiguation():
    assert ambiguity("「卡丢了。」候选：A 云汀银行；B 云汀证券") is None


def test_a_question_without_letters_offers_no_candidate():
    assert candidates("“云汀”指哪一个？") == []
