"""What the weighted trainer must not change, and what it must: against TRL's own, step by step."""

import copy
import dataclasses
import json

import pytest
import torch

from training.config import SftConfig
from training.report import Silent

pytestmark = pytest.mark.slow

PLAIN = SftConfig(
    model="",
    optimizer="sgd",
    learning_rate=0.5,
    weight_decay=0.0,
    warmup_share=0.0,
    schedule="constant",
    batch_size=8,
    max_length=256,
    max_steps=2,
    group_by_length=False,
    save_every=1000,
    log_every=1,
    threads=1,
)


@pytest.fixture
def trained(student, tokens, tmp_path):
    """Train a copy of the student; give its weights, all in one vector."""
    from training import weighted  # noqa: PLC0415 - trl takes seconds, and other tests do not

    def run(items, *, output="run", resume=None, **changes):
        config = dataclasses.replace(PLAIN, **changes)
        model = copy.deepcopy(student)
        trainer = weighted.WeightedSFTTrainer(
            model=model,
            args=weighted.arguments(config, tmp_path / output, again=False),
            train_dataset=weighted.dataset(items, config),
            processing_class=tokens,
            recipe=config,
            tags=items.tags,
            reporter=Silent(),
        )
        trainer.train(resume_from_checkpoint=resume)
        return flat(model)

    return run


def flat(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def weighing(items, weigh):
    weights = [[weigh(row)] * len(ids) for row, ids in enumerate(items.input_ids)]
    return dataclasses.replace(items, loss_weights=weights)


def rows(items, places):
    lists = ("input_ids", "labels", "loss_weights", "tag_ids")
    picked = {name: [getattr(items, name)[place] for place in places] for name in lists}
    return dataclasses.replace(items, **picked)


def test_weight_one_is_trl_bit_for_bit_and_the_compact_head_to_a_millionth(
    trained, mixed, student, tokens, tmp_path
):
    from trl import SFTTrainer  # noqa: PLC0415

    from training import weighted  # noqa: PLC0415

    model = copy.deepcopy(student)
    stock = SFTTrainer(
        model=model,
        args=weighted.arguments(PLAIN, tmp_path / "stock", again=False),
        train_dataset=weighted.dataset(mixed, PLAIN),
        processing_class=tokens,
    )
    stock.create_model_card = lambda *_, **__: None
    stock.train()
    ones = weighing(mixed, lambda _: 1.0)
    assert torch.equal(trained(ones, compact_head=False), flat(model))
    assert (trained(ones) - flat(model)).abs().max() < 1e-6
    assert (flat(model) - flat(student)).abs().max() > 1e-3


@pytest.mark.parametrize("normaliser", ["tokens", "weights", "sequence"])
def test_accumulation_changes_nothing(trained, mixed, normaliser):
    rate = {"normaliser": normaliser, "learning_rate": 0.02 if normaliser == "sequence" else 0.5}
    whole = trained(mixed, **rate)
    parts = trained(mixed, batch_size=1, accumulation=8, output="parts", **rate)
    assert (whole - parts).abs().max() < 1e-6


def test_weights_weigh(trained, mixed, student):
    start = flat(student)
    once = trained(weighing(mixed, lambda _: 1.0), max_steps=1) - start
    twice = trained(weighing(mixed, lambda _: 2.0), max_steps=1, output="b", clip=1e9) - start
    self = trained(
        weighing(mixed, lambda _: 2.0), max_steps=1, output="c", normaliser="weights", clip=1e9
    )
    free = trained(weighing(mixed, lambda _: 1.0), max_steps=1, output="d", clip=1e9) - start
    assert torch.allclose(twice, 2 * free, atol=1e-6)
    assert torch.allclose(self - start, free, atol=1e-6)
    assert once.norm() <= free.norm() * (1 + 1e-6)


def test_an_integer_weight_is_a_row_repeated(trained, mixed):
    light = {"normaliser": "sequence", "learning_rate": 0.01, "max_steps": 1, "clip": 1e9}
    few = weighing(rows(mixed, range(8)), lambda row: 3.0 if row == 2 else 1.0)
    again = weighing(rows(mixed, [0, 1, 2, 2, 2, 3, 4, 5, 6, 7]), lambda _: 1.0)
    weighed = trained(few, batch_size=8, **light)
    # Eq. 16 divides by the number of rows, which is 10 and not 8 where a row is there three times.
    rate = light | {"learning_rate": 0.01 * 10 / 8}
    assert (weighed - trained(again, batch_size=10, output="again", **rate)).abs().max() < 1e-6


def test_weight_zero_is_a_row_removed(trained, mixed):
    kind = {"normaliser": "weights", "max_steps": 1}
    with_it = weighing(rows(mixed, range(8)), lambda row: 0.0 if row == 5 else 1.5)
    without = weighing(rows(mixed, [0, 1, 2, 3, 4, 6, 7]), lambda _: 1.5)
    kept = trained(with_it, batch_size=8, **kind)
    assert (kept - trained(without, batch_size=7, output="b", **kind)).abs().max() < 1e-6


def test_packing_changes_nothing(trained, mixed):
    few = rows(mixed, range(8))
    packed = trained(few, packing=True, batch_size=8, max_steps=1, max_length=256)
    assert (packed - trained(few, batch_size=8, max_steps=1, output="b")).abs().max() < 1e-6


@pytest.mark.parametrize("optimizer", ["muon", "adamw_torch"])
def test_a_resumed_run_ends_where_an_unbroken_one_ends(trained, mixed, tmp_path, optimizer):
    run = {"optimizer": optimizer, "learning_rate": 3e-3, "max_steps": 10, "save_every": 6}
    run |= {"group_by_length": True, "schedule": "linear"}
    whole = trained(mixed, output="whole", **run)
    resumed = trained(mixed, output="b", resume=tmp_path / "whole" / "checkpoint-6", **run)
    assert torch.equal(whole, resumed)


def test_the_log_has_the_loss_of_each_tag(trained, mixed, tmp_path):
    trained(mixed, max_steps=3)
    lines = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").open()]
    assert [line["step"] for line in lines] == [1, 2, 3]
    assert all(set(line["tags"]) <= set(mixed.tags) for line in lines)
    assert all(loss > 0 for loss in lines[-1]["tags"].values())
    assert lines[-1]["loss"] == pytest.approx(sum(lines[-1]["tags"].values()) / 2, rel=0.5)


def test_a_loss_that_is_no_number_stops_the_run(trained, mixed):
    with pytest.raises(FloatingPointError, match=r"loss is nan at step 1.*last good checkpoint"):
        trained(weighing(mixed, lambda _: float("nan")))
