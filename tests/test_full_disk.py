"""A disk that is full: told in a sentence, and gone on from when there is room again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

AGENTAR = str(Path(sys.executable).with_name("agentar"))
pytestmark = pytest.mark.slow
TAG = "deposit_savings.intent_classification"
MOUNT = "mount -t tmpfs -o size=2g none"


def unshared(folder, script):
    """Run a script that may mount over a folder, seen by nobody else."""
    command = ["unshare", "-rm", "sh", "-ec", script, "sh", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_full_disk_is_told_and_the_round_goes_on_where_there_is_room_again(tmp_path):
    if unshared(tmp_path, f'{MOUNT} "$1"').returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    run = f'{AGENTAR} run --tags {TAG} --budget 20 --root "$1/root"'
    ask = f'{AGENTAR} sql --json --root "$1/root"'
    told = unshared(
        tmp_path,
        f"""
        {MOUNT.replace("2g", "3m")} "$1"
        {run} && exit 7
        mount -o remount,size=2g "$1"
        {ask} "select count(*) as kept from documents" > "$1/before"
        {run} || true
        {ask} "select count(*) as rows, count(distinct item_id) as ids from task_triples"
        """,
    )
    assert told.returncode == 0, told.stderr
    assert "the disk is full: free some space and start again" in told.stderr
    last = json.loads(told.stdout.strip().splitlines()[-1])
    assert last == [{"rows": 20, "ids": 20}]
