"""The plan of the next round: how many items each tag shall have, and from which seed."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from agentar_assets import records
from agentar_assets.attribution import paper, robust, stopping, verdicts

MODES = ("paper", "robust")
"""How eq. 22 is computed: as printed, or repaired."""


FIRST_BUDGET = 2400
"""B_0 where nobody named one."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Numbers of the plan; ours, the paper gives none."""

    budget: int = FIRST_BUDGET
    """New items of round one over all tags; B_0."""
    beta: float = 0.8
    """Share of the budget that stays from round to round, in (0, 1]."""
    budget_max: float = 0.0
    """Items over all tags above which a saturated loop ends; 0: 90 % of what the budgets add to."""
    floor: float = 0.2
    """Least share of a fed tag as a multiple of the even share; robust only."""
    cap: float = 3.0
    """Largest share of a fed tag as a multiple of the even share; robust only."""
    seed: int = 0
    """Seed of every tag in round one."""
    mode: str = "robust"
    """`robust` or `paper`."""

    def stop_bars(self) -> stopping.Bars:
        """The stop rules' bars, once the settings are possible.

        Raises:
            ValueError: A number with which no plan can be made; the message says which.
        """
        if self.budget < 1 or not 0 < self.beta <= 1:
            raise ValueError(
                f"budget {self.budget} and beta {self.beta}: expected at least 1 item, and a beta "
                "in (0, 1]"
            )
        if self.mode not in MODES:
            raise ValueError(f"mode {self.mode!r} is unknown: choose one of {list(MODES)}")
        most = robust.reachable(self.budget_max, first=self.budget, shrink=self.beta)
        return stopping.Bars(most=most)


def first_budget(plans: pl.DataFrame) -> int:
    """B_0 of eq. 21: what the plan of round one added; `FIRST_BUDGET` before there is one."""
    return int(plans.filter(pl.col("round") == 1)["added"].sum()) or FIRST_BUDGET


def judged_rounds(newest: pl.DataFrame, past: pl.LazyFrame) -> pl.DataFrame:
    """The report that the plan is made for, with the rounds before it; empty where it is empty."""
    if newest.is_empty():
        return newest
    before = past.filter(pl.col("round") < newest["round"].max()).collect()
    return pl.concat([before, newest]).sort("round", "tag")


def next_round(report: pl.DataFrame) -> int:
    """The round to be planned: the one after the newest report, or the first."""
    return 1 if report.is_empty() else report.select("round").max().item() + 1


def chosen(
    named: Sequence[str], plans: pl.DataFrame, this_round: int, valid: Collection[str]
) -> list[str]:
    """Tags of the plan: those named, or those of the plan before.

    Args:
        named: Tags that the config names; may be empty.
        plans: As `records.PLAN`, of all rounds.
        this_round: Round to be planned; planned again, it keeps its own tags.
        valid: Every tag of the taxonomy.

    Raises:
        ValueError: No tag is named and none was planned before, or a tag is not valid.
    """
    before = plans.filter(pl.col("round") <= this_round)
    newest = before.filter(pl.col("round") == pl.col("round").max())["tag"]
    tags = sorted(set(named) or set(newest))
    if not tags:
        raise ValueError("no tags to plan for: name them in the config of next_round_plan")
    if retired := [tag for tag in tags if tag not in valid]:
        raise ValueError(f"tags not in the taxonomy: {retired}: see `agentar tags`")
    return tags


def allotted(fed: pl.DataFrame, *, budget: float, settings: Settings) -> pl.DataFrame:
    """The fed tags with `added`, their whole new items.

    Args:
        fed: `tag`, `priority` and `gap`; a tag without scores has none (null).
        budget: New items over all tags.
        settings: Numbers of the plan.

    Raises:
        ValueError: In paper mode no tag has a claim, and eq. 22 is 0/0: choose robust.
    """
    if fed.is_empty():
        return fed.with_columns(added=pl.lit(0, pl.Int64))
    claims = fed.with_columns(
        pl.col(claim).fill_null(pl.col(claim).mean()).fill_null(0.0)
        for claim in ("priority", "gap")
    )
    if settings.mode == "robust":
        share = robust.share("priority", "gap", floor=settings.floor, cap=settings.cap)
        return claims.with_columns(share=share).with_columns(
            added=robust.whole("share", budget=round(budget))
        )
    if not claims["priority"].sum() > 0:
        raise ValueError("eq. 22 is 0/0: no tag has a claim; choose mode 'robust'")
    items = paper.allotted("priority", budget=budget)
    return claims.with_columns(added=items.floor().cast(pl.Int64))


def first(tags: Sequence[str], settings: Settings) -> pl.DataFrame:
    """The plan of round one, before any score: the budget split evenly, in both modes."""
    even = robust.whole("share", budget=settings.budget)
    return pl.DataFrame({"tag": tags, "share": [1 / len(tags)] * len(tags)}).select(
        "tag",
        items=even,
        added=even,
        seed=pl.lit(settings.seed, pl.Int64),
        action=pl.lit(verdicts.FEED),
        stop=pl.lit(None, pl.String),
    )


def standing(tags: Sequence[str], report: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """Each tag as the newest report leaves it: `data`, `seed`, verdict and claim.

    A tag that is rolled back has the data and the seed of its last good release (eq. 24).  A tag
    that was planned and has no scores is kept; one that is new is fed.
    """
    newest = report.filter(pl.col("round") == pl.col("round").max())
    rounds = report.join(plans.select("round", "tag", "seed"), on=["round", "tag"], how="left")
    was = rounds.select(
        "tag", baseline_release="release_id", data_good="data", seed_good="seed"
    ).unique(["tag", "baseline_release"], keep="last", maintain_order=True)
    before = plans.filter(pl.col("round") <= report["round"].max()).sort("round")
    seeds = before.unique("tag", keep="last", maintain_order=True).select("tag", "seed", "items")
    return (
        pl.DataFrame({"tag": tags}, schema={"tag": pl.String})
        .join(newest, on="tag", how="left")
        .join(seeds, on="tag", how="left")
        .join(was, on=["tag", "baseline_release"], how="left")
        .with_columns(back=(pl.col("verdict") == verdicts.ROLL_BACK).fill_null(value=False))
        .with_columns(data=pl.coalesce("data", "items", pl.lit(0, pl.Int64)))
        .with_columns(
            data=paper.reverted("data", "data_good", "back"),
            seed=pl.when("back").then("seed_good").otherwise("seed"),
            action=pl.coalesce(
                "verdict",
                pl.when(pl.col("items").is_null())
                .then(pl.lit(verdicts.FEED))
                .otherwise(pl.lit(verdicts.KEEP)),
            ),
        )
        .sort("tag")
    )


def later(
    tags: Sequence[str], report: pl.DataFrame, plans: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """The plan of a round after the first, by the newest report (eq. 21 to 24).

    A tag to be made anew gets a seed that no round before it had; it is not fed in that round.
    When the loop is done every tag keeps what it has.
    """
    this_round = next_round(report)
    stop = stopping.reason(report, settings.stop_bars(), tags)
    now = standing(tags, report, plans)
    fed = now.filter((pl.col("action") == verdicts.FEED) & (stop is None))
    budget = paper.budget(this_round, first=settings.budget, shrink=settings.beta)
    new = allotted(fed.select("tag", "priority", "gap"), budget=budget, settings=settings)
    seed = pl.col("seed").fill_null(settings.seed)
    anew = (pl.col("action") == verdicts.RESYNTHESIZE) & (stop is None)
    return (
        now.join(new.select("tag", "added"), on="tag", how="left")
        .with_columns(added=pl.col("added").fill_null(0))
        .select(
            "tag",
            "added",
            "action",
            items=paper.grown("data", "added"),
            seed=pl.when(anew).then(seed + this_round).otherwise(seed),
            stop=pl.lit(stop, pl.String),
        )
    )


def plan(
    tags: Sequence[str], report: pl.DataFrame, plans: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """The plan after the newest report, as `records.PLAN`, named by the hash of its rows.

    Args:
        tags: Tags of the plan.
        report: As `records.ATTRIBUTION`, of all rounds; empty before the first.
        plans: As `records.PLAN`, of all rounds.
        settings: Numbers of the plan.
    """
    settings.stop_bars()
    rows = first(tags, settings) if report.is_empty() else later(tags, report, plans, settings)
    named = rows.with_columns(round=pl.lit(next_round(report), pl.Int64), plan_id=pl.lit(""))
    ordered = named.sort("tag").select(
        pl.col(name).cast(kind) for name, kind in records.PLAN.items()
    )
    digest = hashlib.sha256(ordered.write_csv().encode()).hexdigest()[:16]
    return ordered.with_columns(plan_id=pl.lit(digest))


def resting(rows: pl.DataFrame, newest: pl.DataFrame) -> list[str]:
    """Planned tags whose data must stay as it is in the round: made again, it might be other data.

    Those that a person took back, and those that fell and are not made anew: rolled back, or kept
    because their data did not change. A tag that is kept at its target is not among them: it still
    takes up new documents.

    Args:
        rows: The plan, as `records.PLAN`.
        newest: The report that it was made for, as `records.ATTRIBUTION`.
    """
    still = pl.col("verdict").is_in([verdicts.ROLL_BACK, verdicts.KEEP])
    fell = newest.filter(still & (pl.col("regressions") > 0))
    back = pl.col("action") == verdicts.ROLL_BACK
    return rows.filter(back | pl.col("tag").is_in(fell["tag"].to_list()))["tag"].to_list()


def taken_back(rows: pl.DataFrame, tag: str) -> pl.DataFrame:
    """The same plan after a person took a tag back: nothing is made of it in the round."""
    own = pl.col("tag") == tag
    return rows.with_columns(
        pl.when(own).then(pl.lit(verdicts.ROLL_BACK)).otherwise("action").alias("action"),
        pl.when(own).then(pl.col("items") - pl.col("added")).otherwise("items").alias("items"),
        pl.when(own).then(0).otherwise("added").alias("added"),
    )


def told(rows: pl.DataFrame, newest: pl.DataFrame) -> dict[str, str | int]:
    """What the doorbells read of a plan.

    Its id, round, tags and stop; the tags that rest, and the rollbacks that it waits for.

    Args:
        rows: The plan, as `records.PLAN`.
        newest: The report that it was made for, as `records.ATTRIBUTION`.
    """
    blamed = newest.filter(pl.col("verdict") == verdicts.ROLL_BACK)
    rollbacks = blamed.select(pl.format("{}:{}", "tag", "release_id")).to_series()
    stop = rows["stop"].drop_nulls()
    return {
        "plan_id": rows["plan_id"][0],
        "round": rows["round"][0],
        "tags": json.dumps(rows["tag"].to_list()),
        "resting": json.dumps(resting(rows, newest)),
        "stop": "" if stop.is_empty() else stop[0],
        "items": int(rows["items"].sum()),
        "added": int(rows["added"].sum()),
        "rollbacks": json.dumps(rollbacks.to_list()),
    }
