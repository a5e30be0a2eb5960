import io
import zipfile

import docx
import pytest

from agentar_assets.documents.readers import READERS, packed

PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
FORMS = sorted(PARTS)


def packed_up(entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def repacked(data, **changed):
    """An archive with some of its entries in place of its own; `__` stands for a slash."""
    new = {name.replace("__", "/") + ".xml": text for name, text in changed.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = [(n, archive.read(n)) for n in archive.namelist() if n not in new]
    return packed_up([*kept, *new.items()])


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_archive_or_another_one_is_rejected(form, samples):
    for data, reason in (
        (b"no archive", "damaged: no whole "),
        (samples[form][:-40], "damaged: no whole "),
        (packed_up([("a.txt", "x")]), f"format: the archive holds no {PARTS[form]}"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "format: an old Office file was found"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            f"encrypted: the .{form} needs a password",
        ),
    ):
        with pytest.raises(ValueError, match=f"^{reason}"):
            READERS[form](data)


@pytest.mark.parametrize("form", FORMS)
def test_bombs_are_rejected_before_a_parser_sees_them(form, samples):
    bomb = b"\0" * (packed.MOST + 1)
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    main = PARTS[form].removesuffix(".xml").replace("/", "__")
    for data, reason in (
        (packed_up([(PARTS[form], b"<x/>"), ("media/a.bin", bomb)]), "bomb: it unpacks to "),
        (packed_up([(PARTS[form], b" " * (packed.MOST_XML + 1))]), "(oversized|bomb): "),
        (repacked(samples[form], **{main: laughs}), "bomb: its XML declares entities"),
        (repacked(samples[form], **{main: laughs.encode("utf-16")}), "bomb: its XML declares"),
        (packed_up([(f"{n}.xml", "") for n in range(10_001)]), "bomb: 10001 entries"),
    ):
        with pytest.raises(ValueError, match=f"^{reason}"):
            READERS[form](data)


def test_an_entry_that_states_less_than_it_holds_is_damaged():
    data = bytearray(packed_up([("word/document.xml", b"a" * 100_000)]))
    for at in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[at : at + 4] = (50).to_bytes(4, "little")
    with pytest.raises(ValueError, match=r"^damaged: "):
        READERS["docx"](bytes(data))


def test_entities_of_files_and_links_are_never_loaded(samples, tmp_path):
    (tmp_path / "secret").write_text("绝密")
    word = docx.Document(io.BytesIO(samples["docx"]))
    word.part.relate_to(f"file://{tmp_path}/secret", "http://x.test/image", is_external=True)
    file = io.BytesIO()
    word.save(file)
    assert READERS["docx"](file.getvalue()).blocks == READERS["docx"](samples["docx"]).blocks
