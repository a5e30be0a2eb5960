"""The attribution report: eq. 18 to 20 and the verdict for each tag, round after round."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from agentar_assets import records
from agentar_assets.attribution import evidence, paper, robust, verdicts


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Numbers of the report; ours, the paper gives none."""

    sota: float = 0.85
    """State of the art of a tag that `by_tag` does not name."""
    by_tag: Mapping[str, float] = field(default_factory=dict)
    """State of the art by tag, or by attribute."""
    margin: float = 0.05
    """What a target asks above the state of the art."""
    half_life: float = 500.0
    """Items after which a tag's claim is halved."""
    explore: float = 0.1
    """Weight of the bonus for tags of which little is known; robust only."""
    memory: float = 0.5
    """Share of the efficiency so far that stays; robust only."""
    epsilon: float = 1e-6
    """What keeps Eq. 19 from dividing by zero, in items; paper only."""
    bars: verdicts.Bars = field(default_factory=verdicts.Bars)
    """From where on a fall counts."""
    mode: str = "robust"
    """A name in `MODES`."""


NOTHING_HELD = pl.LazyFrame(
    schema={
        "tag": pl.String,
        "content_hash": pl.UInt64,
        "rows": pl.Int64,
        "release_id": pl.String,
    }
)


def _as_printed(rows: pl.LazyFrame, settings: Settings) -> pl.LazyFrame:
    gain = (pl.col("p") - pl.col("p_before")).fill_null(0.0)
    decay = robust.decay(settings.half_life)
    return (
        rows.with_columns(gain=gain)
        .with_columns(efficiency=paper.efficiency("gain", "data_added", epsilon=settings.epsilon))
        .with_columns(priority=paper.priority("gap", "efficiency", "data", decay=decay))
    )


def _repaired(rows: pl.LazyFrame, settings: Settings) -> pl.LazyFrame:
    first = pl.coalesce("efficiency_before", robust.optimistic("gap", "data_added"))
    claim = robust.priority(
        "gap",
        "efficiency",
        "data",
        decay=robust.decay(settings.half_life),
        explore=settings.explore,
    )
    moved = robust.efficiency("gain", "data_added", "so_far", memory=settings.memory)
    return (
        rows.with_columns(gain=pl.col("p") - pl.col("p_before"), so_far=first)
        .with_columns(efficiency=moved)
        .with_columns(priority=claim)
    )


MODES: Final[dict[str, Callable[[pl.LazyFrame, Settings], pl.LazyFrame]]] = {
    "paper": _as_printed,
    "robust": _repaired,
}
"""How efficiency and priority are computed, by the name that the stage's config gives."""


def target(settings: Settings) -> pl.Expr:
    """State of the art of each tag: by its name, by its attribute, or the one for all."""
    names, values = list(settings.by_tag), [float(value) for value in settings.by_tag.values()]
    keys = (pl.col("tag"), pl.col("tag").str.split(".").list.last())
    found = [key.replace_strict(names, values, default=None) for key in keys] if names else []
    return pl.coalesce(*found, pl.lit(settings.sota))


def with_data(compared: pl.LazyFrame, holdings: pl.LazyFrame, plans: pl.LazyFrame) -> pl.LazyFrame:
    """The compared scores with each tag's data: d_t, what was added to it, whether it changed.

    Args:
        compared: As `evidence.compared` gives them.
        holdings: `release_id`, `tag`, `content_hash` and `rows` of each release's data of a tag.
        plans: As `records.PLAN`, of all rounds: d_t is what was planned, else what is there.
    """
    planned = plans.select("round", "tag", planned="items")
    held = holdings.select("release_id", "tag", "content_hash", "rows").unique(
        ["release_id", "tag"]
    )
    was = held.select("tag", baseline_release="release_id", hash_before="content_hash")
    return (
        compared.join(planned, on=["round", "tag"], how="left")
        .join(held, on=["release_id", "tag"], how="left")
        .join(was, on=["baseline_release", "tag"], how="left")
        .with_columns(
            data=pl.coalesce("planned", "rows", pl.lit(0, pl.Int64)),
            data_changed=pl.col("content_hash").ne_missing(pl.col("hash_before")),
        )
        .with_columns(data_added=pl.col("data") - pl.col("data_before").fill_null(0))
    )


def judged(evidenced: pl.LazyFrame, history: pl.LazyFrame, settings: Settings) -> pl.LazyFrame:
    """One row a tag of the newest round, as `records.ATTRIBUTION`.

    Args:
        evidenced: As `with_data` gives them.
        history: As `records.ATTRIBUTION`, of the rounds before.
        settings: Numbers of the report.

    Raises:
        ValueError: No mode has this name: choose one of those listed.
    """
    if settings.mode not in MODES:
        raise ValueError(f"mode {settings.mode!r} is unknown: choose one of {sorted(MODES)}")
    last = history.sort("round").unique("tag", keep="last", maintain_order=True)
    before = last.select("tag", efficiency_before="efficiency", regressions_before="regressions")
    alone = evidence.falls_alone(history, settings.bars)
    return (
        evidenced.join(before, on="tag", how="left")
        .join(alone, on="tag", how="left")
        .sort("tag")
        .with_columns(sota=target(settings), p="pass_at_1", p_low="low", p_high="high")
        .with_columns(target=robust.target("sota", margin=settings.margin))
        .with_columns(gap=paper.gap("target", "p"), regressed=verdicts.regressed(settings.bars))
        .with_columns(
            regressions=verdicts.in_a_row("regressed", "regressions_before", settings.bars),
            alone=verdicts.in_a_row_alone("regressed", "alone_before"),
        )
        .pipe(MODES[settings.mode], settings)
        .with_columns(verdict=verdicts.verdict(settings.bars), because=verdicts.because())
        .select(pl.col(name).cast(kind) for name, kind in records.ATTRIBUTION.items())
    )


def earlier(past: pl.LazyFrame, scores: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of the rounds before the newest one that has scores of a trained model.

    Args:
        past: As `records.ATTRIBUTION`, of all rounds that were reported.
        scores: As `records.EVAL_SCORES`, of all rounds.
    """
    rounds = scores.filter(pl.col("stage") == evidence.TRAINED).select("round").collect()["round"]
    return past if rounds.is_empty() else past.filter(pl.col("round") < rounds.max())


def unscored(scores: pl.LazyFrame, answers: pl.LazyFrame, plans: pl.LazyFrame) -> list[str]:
    """Planned tags that the newest model has answered for and has no score of, while it has others.

    Args:
        scores: As `records.EVAL_SCORES`, of all rounds.
        answers: As `records.SEALED_ANSWERS`, newest last.
        plans: As `records.PLAN`, of all rounds.
    """
    trained = answers.filter(pl.col("stage") == evidence.TRAINED).select("tag", "round", "model_id")
    newest = trained.tail(1).select("round", "model_id")
    asked = trained.join(newest, on=["round", "model_id"]).select("tag").unique()
    due = plans.join(newest, on="round").join(asked, on="tag").select("tag").unique()
    told = scores.join(newest, on=["round", "model_id"])
    silent = due.join(told, on="tag", how="anti").sort("tag").collect()["tag"].to_list()
    return silent if len(silent) < due.collect().height else []


def with_every_score(
    scores: pl.LazyFrame, answers: pl.LazyFrame, plans: pl.LazyFrame
) -> pl.LazyFrame:
    """The scores, where no planned tag lacks one; arguments as for `unscored`.

    Raises:
        LookupError: A part of the planned tags has no score of the newest model yet.
    """
    if silent := unscored(scores, answers, plans):
        raise LookupError(
            f"no score of the newest model yet: {', '.join(silent)}: a report would leave these "
            "planned tags out: materialize eval_scores for them"
        )
    return scores


def releases(scores: pl.LazyFrame, history: pl.LazyFrame, settings: Settings) -> set[str]:
    """Releases whose data must be compared: the newest one and the last good ones."""
    newest = evidence.newest_scores(scores).select("release_id")
    good = evidence.good(history, settings.bars).select(release_id="baseline_release")
    return set(pl.concat([newest, good]).drop_nulls().collect()["release_id"])


def holdings(final_set: pl.LazyFrame, release_id: str) -> pl.LazyFrame:
    """`release_id`, `tag`, `content_hash` and `rows` of the items that one release trains on.

    The hash is of what the model reads, so that new scores on the same items are no change; it
    compares within one computation only.
    """
    read = pl.struct("item_id", "question", "thinking", "answer").hash()
    return (
        final_set.filter(pl.col("reason").is_null())
        .group_by("tag")
        .agg(content_hash=read.sum(), rows=pl.len().cast(pl.Int64))
        .with_columns(release_id=pl.lit(release_id))
    )


def report(
    scores: pl.LazyFrame,
    held: Sequence[pl.LazyFrame],
    plans: pl.LazyFrame,
    history: pl.LazyFrame,
    settings: Settings,
) -> pl.DataFrame:
    """The newest round's rows, as `records.ATTRIBUTION`.

    A round is judged by what came before it, so computing it twice changes nothing.

    Args:
        scores: As `records.EVAL_SCORES`, of all rounds.
        held: `holdings` of each of the `releases`.
        plans: As `records.PLAN`, of all rounds.
        history: The rows of the rounds before, as `earlier` gives them.
        settings: Numbers of the report.
    """
    compared = evidence.compared(scores, history, settings.bars)
    return judged(
        with_data(compared, pl.concat([NOTHING_HELD, *held]), plans), history, settings
    ).collect()


def rollbacks(report: pl.DataFrame) -> list[dict[str, str]]:
    """What a round wants taken back: `tag`, the release to go back `to`, the `bad` one."""
    blamed = report.filter(pl.col("verdict") == verdicts.ROLL_BACK)
    return blamed.select("tag", to="baseline_release", bad="release_id").to_dicts()


def told(report: pl.DataFrame) -> dict[str, str | int | float]:
    """What the doorbells and the plots read of a report."""
    verdict = report["verdict"]
    counts = {name: int((verdict == name).sum()) for name in verdicts.NAMES}
    scores = {} if report.is_empty() else {"pass_at_1": float(report.select(pl.mean("p")).item())}
    return {"rollbacks": json.dumps(rollbacks(report)), **counts, **scores}


def last_good(past: pl.LazyFrame, tag: str) -> str:
    """The last good release of a tag, as a next round would be compared with it.

    Args:
        past: As `records.ATTRIBUTION`, of all rounds.
        tag: A tag.

    Raises:
        LookupError: No release of the tag was judged good: name one to go back to.
    """
    own = past.filter(pl.col("tag") == tag)
    good = evidence.good(own, verdicts.Bars()).collect()["baseline_release"]
    if good.is_empty() or good[0] is None:
        raise LookupError(f"tag {tag!r} has no release judged good: name the release to go back to")
    return str(good[0])
