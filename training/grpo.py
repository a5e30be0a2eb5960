"""A short GRPO stage: `python -m training.grpo recipe.toml --data mixture.parquet --output dir`."""

from training import batches, report, runs
from training.config import GrpoConfig


def train(order: runs.Order, config: GrpoConfig, reporter: report.Reporter) -> dict[str, object]:
    """Train one model; leave it in `output/model`, and give the run's metrics."""
    rows = batches.mixture(order.data)
    from training import checkpoints, rewarded, trainers  # noqa: PLC0415 - torch comes with them

    watch = runs.Stopwatch(order.output)
    model, tokenizer = checkpoints.opened(config.model, threads=config.threads)
    tokenizer.padding_side = "left"
    asked = rewarded.dataset(rows, tokenizer, config)
    reporter.progress(f"{len(asked)} prompts, {config.samples} completions of each")
    trainer = rewarded.WeightedGRPOTrainer(
        model=model,
        args=rewarded.arguments(config, order.output),
        reward_funcs=rewarded.right,
        train_dataset=asked,
        processing_class=tokenizer,
        reporter=reporter,
    )
    return trainers.trained(trainer, order.output, watch, prompts=len(asked))


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, train."""
    runs.carried_out(runs.ordered(__doc__, arguments), "grpo", GrpoConfig, train)


if __name__ == "__main__":
    main()
