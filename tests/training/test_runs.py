"""The output folder: one writer at a time, whole checkpoints only, metrics cut back on resuming."""

import json
import multiprocessing
import time

from training import runs
from training.config import SftConfig
from training.report import Silent


def checkpoint(output, step, *, whole=True):
    folder = output / f"checkpoint-{step}"
    folder.mkdir(parents=True)
    if whole:
        (folder / "trainer_state.json").write_text("{}")
    return folder


def test_a_checkpoint_that_a_kill_cut_short_is_passed_over_and_removed(tmp_path):
    kept, cut = checkpoint(tmp_path, 9), checkpoint(tmp_path, 10, whole=False)
    checkpoint(tmp_path, 2)
    assert runs.last_checkpoint(tmp_path) == kept
    assert not cut.exists()


def test_a_resumed_run_forgets_what_it_will_do_again(tmp_path):
    log = tmp_path / "metrics.jsonl"
    log.write_text("".join(f'{{"step": {step}}}\n' for step in (10, 20, 30)) + '{"step": 4')
    checkpoint(tmp_path, 20)
    assert runs.begun(tmp_path).name == "checkpoint-20"
    assert [line["step"] for line in runs.whole_lines(log)] == [10, 20]


def test_without_a_checkpoint_everything_begins_anew(tmp_path):
    (tmp_path / "metrics.jsonl").write_text('{"step": 10}\n')
    assert runs.begun(tmp_path) is None
    assert (tmp_path / "metrics.jsonl").read_text() == ""


def weights(folder, content):
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(content)
    (folder / "config.json").write_text("{}")
    return folder


def test_a_model_is_named_by_its_content_and_not_by_its_place(tmp_path):
    one, same = weights(tmp_path / "a", b"w"), weights(tmp_path / "b", b"w")
    (same / "training_args.bin").write_bytes(b"where and when")
    assert runs.content_hash(one) == runs.content_hash(same)
    assert runs.content_hash(one) != runs.content_hash(weights(tmp_path / "c", b"x"))


def test_the_last_word_names_all_that_went_in_and_clears_the_checkpoints(tmp_path):
    recipe, data = tmp_path / "sft.toml", tmp_path / "data.parquet"
    recipe.write_text("epochs = 2")
    data.write_bytes(b"rows")
    output = tmp_path / "out"
    weights(output / "model", b"w")
    checkpoint(output, 5)
    order = runs.Order(recipe=recipe, data=data, output=output, lineage={"release_id": "r1"})
    metrics = {"steps": 5, "loss": 0.5, "seconds": 1.0}
    assert not runs.finished(output)
    runs.concluded(order, "sft", SftConfig.load(recipe), metrics, Silent())
    manifest = json.loads((output / "manifest.json").read_text())
    assert runs.finished(output)
    assert manifest["model_id"] == runs.content_hash(output / "model")
    assert manifest["lineage"] == {"release_id": "r1"}
    assert manifest["data_sha256"] == runs.file_hash(data)
    assert manifest["recipe"]["epochs"] == 2
    assert set(runs.LIBRARIES) < set(manifest["versions"])
    assert json.loads((output / "metrics.json").read_text()) == metrics
    assert not list(output.glob("checkpoint-*"))


def test_what_is_ordered_is_trained_once_and_then_found_finished(tmp_path):
    recipe, data = tmp_path / "sft.toml", tmp_path / "data.parquet"
    recipe.write_text("epochs = 2\nthreads = 0")
    data.write_bytes(b"rows")
    order = runs.Order(recipe=recipe, data=data, output=tmp_path / "out", model="parent")
    told = []

    def train(order, config, _reporter):
        told.append((config.model, config.epochs))
        weights(order.output / "model", b"w")
        return {"steps": 1, "loss": 0.5, "seconds": 1.0}

    runs.carried_out(order, "sft", SftConfig, train)
    runs.carried_out(order, "sft", SftConfig, train)
    assert told == [("parent", 2.0)]
    assert json.loads((order.output / "manifest.json").read_text())["kind"] == "sft"


def held(output, entered):
    with runs.alone(output):
        entered.set()
        time.sleep(0.6)


def test_a_second_run_of_the_same_folder_waits(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    entered = spawn.Event()
    first = spawn.Process(target=held, args=(tmp_path, entered))
    first.start()
    assert entered.wait(20)
    begin = time.monotonic()
    with runs.alone(tmp_path):
        waited = time.monotonic() - begin
    first.join()
    assert waited > 0.3
