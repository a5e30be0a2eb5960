import json

import pytest

from agentar_assets.documents import reading
from agentar_assets.knowledge import units
from agentar_assets.knowledge.assets import touched_tags
from agentar_assets.tags import taxonomy
from resources.lake import Lake

TAXONOMY = taxonomy.load()
BANK, FUNDS = "deposit_savings.compliance_judgement", "mutual_funds.compliance_judgement"
RULES = """# 云汀银行存款规则

## 存款保险

存款保险的最高偿付限额为人民币50万元，超过部分由清算财产受偿。
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


def read(folder):
    return reading.documents([folder]).lazy()


def made(lake, folder, *tags):
    for tag in tags:
        found = units.units(read(folder), tag, TAXONOMY).collect()
        lake.write("knowledge_units", found, tags=[tag], reason="made", run_id="r")


def touched(lake, folder):
    return json.loads(touched_tags(read(folder), lake=lake).metadata["tags"])


def test_a_tag_that_was_never_made_is_not_touched(lake, folder):
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    assert touched(lake, folder) == []


def test_the_first_document_of_a_tag_that_was_made_from_none_touches_it(lake, folder):
    made(lake, folder, BANK, FUNDS)
    assert touched(lake, folder) == []
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    assert touched(lake, folder) == [BANK]
    made(lake, folder, BANK)
    assert touched(lake, folder) == []


def test_a_tag_is_touched_when_its_document_changes_and_when_it_goes(lake, folder):
    (folder / "bank.md").write_text(RULES, encoding="utf-8")
    made(lake, folder, BANK, FUNDS)
    (folder / "bank.md").write_text(RULES.replace("50万", "60万"), encoding="utf-8")
    assert touched(lake, folder) == [BANK]
    (folder / "bank.md").unlink()
    assert touched(lake, folder) == [BANK]
