"""Draw the asset graph from the definitions: `python docs/graph.py` writes `docs/graph.svg`."""

from collections import defaultdict
from pathlib import Path
from typing import TypeAlias

import dagster as dg
import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from agentar_assets.definitions import defs

STAGES = (
    "documents",
    "knowledge",
    "synthesis",
    "verification",
    "governance",
    "weighting",
    "models",
    "evaluation",
    "attribution",
)
INK, LINE, PARTITIONED, WHOLE = "#1b2733", "#9aa7b4", "#e3f1ea", "#f3f0e6"
WIDTH, HEIGHT, GAP = 2.1, 0.42, 0.25
Point: TypeAlias = tuple[float, float]


def columns() -> dict[str, list[dg.AssetKey]]:
    """Assets of each stage, in an order in which data flows."""
    graph = defs.resolve_asset_graph()
    placed = defaultdict(list)
    for level in graph.toposorted_asset_keys_by_level:
        for key in sorted(level):
            placed[graph.get(key).group_name].append(key)
    return {stage: placed[stage] for stage in STAGES}


def route(parent: Point, child: Point) -> tuple[Point, Point, float]:
    """Where an arrow starts and ends, and how it bends, between boxes by their upper left corners.

    Within a column it goes straight down to the next box, and round the boxes in between.
    """
    (px, py), (x, y) = parent, child
    if px != x:
        return (px + WIDTH, py - HEIGHT / 2), (x, y - HEIGHT / 2), 0
    if py - y < 1.5 * (HEIGHT + GAP):
        return (px + WIDTH / 2, py - HEIGHT), (x + WIDTH / 2, y), 0
    return (px + WIDTH, py - HEIGHT / 2), (x + WIDTH, y - HEIGHT / 2), -0.25


def drawn() -> Figure:
    """A column a stage, a box an asset, an arrow a dependency."""
    graph, stages = defs.resolve_asset_graph(), columns()
    place = {
        key: (x * (WIDTH + 0.55), -y * (HEIGHT + GAP))
        for x, keys in enumerate(stages.values())
        for y, key in enumerate(keys)
    }
    deepest = max(len(keys) for keys in stages.values())
    figure = Figure(figsize=(20, 0.9 + 0.68 * deepest), layout="constrained")
    axes = figure.subplots()
    for key, (x, y) in place.items():
        for parent in sorted(graph.get(key).parent_keys):
            start, end, bend = route(place[parent], (x, y))
            style = {"arrowstyle": "-|>", "color": LINE, "lw": 0.7, "shrinkA": 0, "shrinkB": 1}
            curve = f"arc3,rad={bend}"
            axes.annotate("", end, start, arrowprops={**style, "connectionstyle": curve}, zorder=1)
        color = PARTITIONED if graph.get(key).is_partitioned else WHOLE
        box = FancyBboxPatch(
            (x, y - HEIGHT), WIDTH, HEIGHT, boxstyle="round,pad=0,rounding_size=0.08", fc=color
        )
        box.set(ec=LINE, lw=0.8, zorder=2)
        axes.add_patch(box)
        middle = (x + WIDTH / 2, y - HEIGHT / 2)
        axes.text(*middle, key.to_user_string(), ha="center", va="center", color=INK, fontsize=9)
    for x, stage in enumerate(stages):
        axes.text(
            x * (WIDTH + 0.55), 0.2, f"{x + 2} {stage}", color=INK, fontsize=11, weight="bold"
        )
    axes.set(xlim=(-0.2, len(stages) * (WIDTH + 0.55)), ylim=(-deepest * (HEIGHT + GAP), 0.6))
    axes.axis("off")
    return figure


if __name__ == "__main__":
    mpl.rcParams["svg.hashsalt"] = "graph"  # the same graph is the same file
    drawn().savefig(Path(__file__).with_name("graph.svg"), metadata={"Date": None})
