import pytest

from agentar_assets.knowledge.extraction import entities, gazetteer

KNOWN = gazetteer.read(gazetteer.SHIPPED)


def written(tmp_path, text):
    path = tmp_path / "names.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_gazetteer_has_six_types_and_both_languages():
    kinds = {entity.type for entity in KNOWN}
    assert kinds == {"监管机构", "机构", "产品", "金融工具", "指标", "指数"}
    assert len({entity.entity_id for entity in KNOWN}) == len(KNOWN) >= 380
    assert sum(any(name.isascii() for name in entity.names) for entity in KNOWN) > 250


def test_names_of_the_user_join_the_shipped(tmp_path, monkeypatch):
    path = written(tmp_path, 'hidden = ["澜川河"]\n["机构"]\nlan = ["澜川"]\nicbc = ["宇宙行"]\n')
    assert entities.entities("澜川与宇宙行") == []
    monkeypatch.setenv(gazetteer.VARIABLE, str(path))
    found = [e["entity_id"] for e in entities.entities("澜川与宇宙行、工行，澜川河边")]
    assert found == ["lan", "icbc", "icbc"]
    path.write_text('["机构"]\nother = ["澜川"]\n', encoding="utf-8")
    assert [e["entity_id"] for e in entities.entities("澜川与宇宙行")] == ["other"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('["机构"]\na = ["平安"]\nb = ["平安"]', "names.toml: '平安' names both a and b"),
        ('["机构"]\na = ["工行"]', "names.toml: '工行' names both icbc and a"),
        ('["产品"]\nicbc = ["宇宙行"]', "names.toml: icbc is 产品, but 机构"),
        ('["机构"]\na = "平安"', "names.toml: a: `id = \\[names\\]` was expected, not '平安'"),
        ('["机构"]\na = [1]', "was expected"),
        ('["机构"]\na = [""]', "was expected"),
        ("机构 = 3", "was expected"),
        ("[", "names.toml: a gazetteer in TOML was expected"),
    ],
)
def test_a_wrong_gazetteer_is_told_with_its_file(tmp_path, monkeypatch, text, message):
    monkeypatch.setenv(gazetteer.VARIABLE, str(written(tmp_path, text)))
    with pytest.raises(ValueError, match=message):
        gazetteer.current()


def test_a_gazetteer_that_is_not_there_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv(gazetteer.VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(FileNotFoundError):
        gazetteer.current()
