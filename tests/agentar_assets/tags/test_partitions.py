import os
import subprocess
import sys

import pytest

from agentar_assets.tags import partitions


@pytest.mark.skipif("AGENTAR_TAXONOMY" in os.environ, reason="another taxonomy is set")
def test_the_partitions_are_the_valid_tags():
    keys = partitions.TAGS.get_partition_keys()
    assert len(keys) == 726
    assert keys == list(partitions.TAXONOMY.tags)
    assert "trust_business.slot_filling" not in keys


def test_a_variable_names_another_taxonomy_and_a_missing_one_is_told(tmp_path):
    environment = os.environ | {"AGENTAR_TAXONOMY": str(tmp_path / "none.yaml")}
    command = [sys.executable, "-c", "import agentar_assets.tags.partitions"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "none.yaml: no such file: name one in AGENTAR_TAXONOMY" in done.stderr
