"""Weighted fine-tuning: `python -m training.sft recipe.toml --data mixture.parquet --output dir`.

`torchrun -m training.sft …` and `deepspeed --module training.sft …` run the same over processes.
"""

from training import batches, report, runs
from training.config import SftConfig


def train(order: runs.Order, config: SftConfig, reporter: report.Reporter) -> dict[str, object]:
    """Train one model; leave it in `output/model`, and give the run's metrics."""
    rows = batches.mixture(order.data)
    from training import checkpoints, trainers, weighted  # noqa: PLC0415 - torch comes with them

    watch = runs.Stopwatch(order.output)
    model, tokenizer = checkpoints.opened(config.model, threads=config.threads)
    items = batches.tokenised(rows, tokenizer, max_length=config.max_length)
    reporter.progress(f"{len(items.input_ids)} items, {items.tokens()} tokens; {items.dropped}")
    again = checkpoints.trained_before(config.model)
    trainer = weighted.WeightedSFTTrainer(
        model=model,
        args=weighted.arguments(config, order.output, again=again),
        train_dataset=weighted.dataset(items, config),
        processing_class=tokenizer,
        recipe=config,
        tags=items.tags,
        reporter=reporter,
    )
    return trainers.trained(
        trainer,
        order.output,
        watch,
        items=len(items.input_ids),
        tokens=items.tokens(),
        dropped=items.dropped,
    )


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, train."""
    runs.carried_out(runs.ordered(__doc__, arguments), "sft", SftConfig, train)


if __name__ == "__main__":
    main()
