import json
import os

import pytest

from agentar_assets.knowledge.assets import touched_tags
from resources.lake import Lake

BANK, FUNDS = "deposit_savings.compliance_judgement", "mutual_funds.compliance_judgement"
RULES = """# 云汀银行存款规则

## 存款保险

存款保险的最高偿付限额为人民币50万元，超过部分应当由清算财产受偿。
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "documents"
    place.mkdir()
    (place / "other.md").write_text(
        "# 天气\n\n今天天气晴朗，适合去公园散步和放风筝。\n", encoding="utf-8"
    )
    return place


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


@pytest.fixture
def made(lake, folder, shelf):
    """Read the folder and write the units of tags."""

    def make(*tags):
        shelf.read(folder)
        for tag in tags:
            lake.write("knowledge_units", shelf.units(tag), tags=[tag], reason="made", run_id="r")

    return make


@pytest.fixture
def touched(lake, folder, shelf):
    """Read the folder and ask which tags it touches."""

    def ask():
        documents = shelf.read(folder).lazy()
        told = touched_tags(documents, shelf.passages().lazy(), lake=lake).metadata["tags"]
        return json.loads(told)

    return ask


def test_a_tag_that_was_never_made_is_not_touched(touched, folder):
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    assert touched() == []


def test_the_first_document_of_a_tag_that_was_made_from_none_touches_it(made, touched, folder):
    made(BANK, FUNDS)
    assert touched() == []
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    assert touched() == [BANK]
    made(BANK)
    assert touched() == []


def test_a_tag_is_touched_when_its_document_changes_and_when_it_goes(made, touched, folder):
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    made(BANK, FUNDS)
    (folder / "bank.md").write_text(RULES.replace("50万", "60万"), encoding="utf-8")
    assert touched() == [BANK]
    (folder / "bank.md").unlink()
    assert touched() == [BANK]


def test_a_file_that_is_only_written_anew_touches_nothing(made, touched, folder):
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    made(BANK, FUNDS)
    os.utime(folder / "bank.md", (86_400, 86_400))
    assert touched() == []


def test_a_file_of_the_same_text_in_another_place_touches_its_tags(made, touched, folder):
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    made(BANK, FUNDS)
    (folder / "bank.md").rename(folder / "rules.md")
    assert touched() == [BANK]
