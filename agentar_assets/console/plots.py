"""The pictures of the report: scores over rounds, and the newest of each tag."""

import base64
import io
import math
from typing import TYPE_CHECKING

import polars as pl
from matplotlib import colormaps
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, GOOD, BAD = "#1b2733", "#2a7f62", "#b5472f"
ACROSS = 2
"""Panels side by side."""
APART = 0.1
"""Least distance of two labels, in units of the score: the height of a line of text."""
COLOURS = 10


def rounds(every: pl.DataFrame) -> Figure:
    """Pass@1 over rounds: a panel an attribute, in it a labelled line a scenario.

    Args:
        every: `eval_scores` without its outcomes; round 0 is the base.
    """
    models = every.filter(pl.col("stage") != "sft").sort("tag", "round")
    if models.is_empty():
        return Figure()
    parts = pl.col("tag").str.split(".").list
    lines = models.with_columns(scenario=parts.first(), attribute=parts.last())
    names = lines["attribute"].unique().sort().to_list()
    most = max(lines.group_by("attribute").agg(pl.col("tag").n_unique())["tag"])
    down = math.ceil((len(names) + 1) / ACROSS)
    figure = Figure(figsize=(10.4, down * max(1.9, 0.2 * most)), layout="constrained")
    panels = figure.subplots(down, ACROSS, squeeze=False).flatten()
    scenarios = lines["scenario"].unique().sort().to_list()
    for axes, name in zip(panels, [None, *names], strict=False):
        _panel(axes, lines, name, scenarios)
    for axes in panels[len(names) + 1 :]:
        axes.axis("off")
    return figure


def tags(table: pl.DataFrame) -> Figure:
    """Pass@1 of each tag in the newest round with its interval, beside the base's."""
    figure = Figure(figsize=(10.4, 0.2 * max(table.height, 4) + 0.8), layout="constrained")
    axes = figure.subplots()
    columns = [name for name in table.columns if name.startswith("round ")]
    if not columns:
        return figure
    table = table.drop_nulls(columns[-1])
    newest, place = table[columns[-1]], range(table.height)
    low, high = ((table[end].fill_null(0) - newest).abs() for end in ("low", "high"))
    axes.barh(place, newest, color=GOOD, height=0.6)
    axes.errorbar(newest, place, xerr=[low, high], fmt="none", ecolor=INK, linewidth=1)
    axes.plot(table["base"].fill_null(0), place, "|", color=BAD, markersize=9)
    axes.set_yticks(place, table["tag"], fontsize=8)
    axes.set(
        xlim=(-0.01, 1.02),
        ylim=(-0.6, table.height - 0.4),
        xlabel=f"pass@1 in {columns[-1]} with 95 % interval; red: base",
    )
    axes.invert_yaxis()
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def encoded(figure: Figure) -> str:
    """The figure as base64 of a PNG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=130)
    return base64.b64encode(buffer.getvalue()).decode()


def spread(heights: list[float], *, apart: float) -> list[float]:
    """Places of labels within [0, 1], as near to their heights as may be, none nearer to the next.

    Args:
        heights: Ascending, in [0, 1].
        apart: Least distance of two labels; less where they are too many for it.
    """
    last = len(heights) - 1
    apart = min(apart, 1 / max(last, 1))
    ranks = range(len(heights))
    # Pushed up only and pushed down only, both keep the distance, so their mean does.
    up = [max(heights[j] + (i - j) * apart for j in range(i + 1)) for i in ranks]
    down = [min(heights[j] - (j - i) * apart for j in range(i, last + 1)) for i in ranks]
    mean = [(above + below) / 2 for above, below in zip(up, down, strict=True)]
    return [min(max(mean[i], i * apart), 1 - (last - i) * apart) for i in ranks]


def _panel(axes: "Axes", lines: pl.DataFrame, name: str | None, scenarios: list[str]) -> None:
    """One attribute; without a name the mean over all tags."""
    if name is None:
        mean = lines.group_by("round").agg(pl.col("pass_at_1").mean()).sort("round")
        drawn = [("mean", mean)]
        title = f"mean over all {lines['tag'].n_unique()} tags"
    else:
        own = lines.filter(attribute=name).group_by("scenario", maintain_order=True)
        drawn = sorted(((str(key), rows) for (key,), rows in own), key=_last)
        title = name.replace("_", " ")
    places = spread([_last(line) for line in drawn], apart=APART)
    for (label, rows), place in zip(drawn, places, strict=True):
        color = _colour(scenarios.index(label)) if name else INK
        axes.plot(rows["round"], rows["pass_at_1"], color=color, lw=1.6, marker="o", markersize=3)
        end = (rows["round"][-1], rows["pass_at_1"][-1])
        text = f"{label.replace('_', ' ')} {end[1]:.2f}"
        _label(axes, text, end=end, place=place, color=color)
    axes.set(ylim=(-0.04, 1.04))
    numbers = lines["round"].unique().sort().to_list()
    axes.set_xticks(numbers, [f"round {number}" if number else "base" for number in numbers])
    axes.tick_params(labelsize=7)
    axes.set_title(title, fontsize=9, color=INK, loc="left")
    axes.spines[["top", "right"]].set_visible(False)


def _label(
    axes: "Axes", text: str, *, end: tuple[int, float], place: float, color: tuple[float, ...] | str
) -> None:
    """Write a line's name right of its last point; a thin stroke leads there."""
    axes.annotate(
        text,
        xy=end,
        xytext=(1.04, place),
        textcoords=axes.get_yaxis_transform(),
        va="center",
        fontsize=7.5,
        color=color,
        arrowprops={"arrowstyle": "-", "color": color, "lw": 0.5, "relpos": (0, 0.5)},
        annotation_clip=False,
    )


def _last(line: tuple[str, pl.DataFrame]) -> float:
    return float(line[1]["pass_at_1"][-1])


def _colour(index: int) -> tuple[float, ...]:
    return tuple(colormaps["tab10"](index % COLOURS))
