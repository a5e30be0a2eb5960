"""What the command line takes: every argument and option, and what its help says."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[
    Path, typer.Option("--root", help="Folder that holds all data, runs and models of one loop.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON, every field whole, for a program to read.")
]
Dataset = Annotated[
    str,
    typer.Argument(
        help="Name of a table: documents, knowledge_units, task_triples, verified_set, final_set, "
        "eval_scores, next_round_plan and others; a wrong name lists them all.",
        show_default=False,
    ),
]
Tag = Annotated[
    str,
    typer.Argument(
        help="One tag, scenario.attribute, such as deposit_savings.slot_filling; "
        "`agentar tags` lists them.",
        show_default=False,
    ),
]
Documents = Annotated[
    list[Path] | None,
    typer.Option(
        help="Folder of documents to make data from; may be given again. Remembered under --root.",
        show_default="the sample documents in samples/",
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Day of which to tell what held, 2025-01-31.",
        show_default="today",
    ),
]
Asked = Annotated[
    str,
    typer.Argument(
        help="A document: a file, its path as `agentar documents` lists it, how that ends, or its "
        "title, such as 保险法.",
        show_default=False,
    ),
]
Article = Annotated[
    str | None,
    typer.Argument(
        help="One article of it, such as 第十六条, or section.", show_default="all of it"
    ),
]
Benchmarks = Annotated[
    list[Path] | None,
    typer.Option(
        help="Folder of benchmark files, whose questions no training item may contain; may "
        "be given again. Remembered under --root.",
        show_default="none",
    ),
]
Tags = Annotated[
    str | None,
    typer.Option(
        help="Which tags to make data for: patterns such as 'deposit_savings.*', comma separated.",
        show_default="those of the loop that was begun here, else 25 of the demo",
    ),
]
Rounds = Annotated[
    int, typer.Option(min=1, help="How many rounds to run, from where the loop stands.")
]
Profile = Annotated[
    str,
    typer.Option(
        help="Named set of defaults: tags, budget, size of the model, which programs make "
        "and check the items. There is one, demo, which runs on a CPU without a network."
    ),
]
Budget = Annotated[
    int | None,
    typer.Option(
        min=1, help="New items of round 1, all tags together.", show_default="2000 in the demo"
    ),
]
Drill = Annotated[
    bool | None,
    typer.Option(
        "--drill/--no-drill",
        help="Spoil the data of one tag in round 2, to see it found and taken back.",
        show_default="on for the samples, off for documents of your own",
    ),
]
Processes = Annotated[
    int,
    typer.Option(
        min=0, help="How many tags are made side by side, where there are 8 or more; 0: one a core."
    ),
]
Items = Annotated[int, typer.Option("--n", min=1, help="How many items to show.")]
Dice = Annotated[int, typer.Option("--seed", help="Another number shows others.")]


class Engine(StrEnum):
    """What writes items."""

    SYMBOLIC = "symbolic"
    LLM = "llm"


Writer = Annotated[
    Engine,
    typer.Option(
        "--engine",
        help="What writes them: a program, or the model server that AGENTAR_LLM_URL, "
        "AGENTAR_LLM_MODEL and AGENTAR_LLM_KEY_VARIABLE name.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        help="Number that every random choice starts from: with the same seed and documents "
        "the same data come out.",
        show_default="0",
    ),
]
Glob = Annotated[
    str, typer.Argument(help="Which tags: patterns such as '*.slot_filling', comma separated.")
]
Why = Annotated[
    str | None,
    typer.Option(
        help="Say of one pair, scenario.attribute or scenario.leaf/attribute, why it is a tag "
        "or not.",
        show_default=False,
    ),
]
MaybeTag = Annotated[
    str | None,
    typer.Argument(
        help="One tag, scenario.attribute. Left out for a dataset that is not kept by tag, "
        "such as documents, release, next_round_plan, attribution_report.",
        show_default=False,
    ),
]
Target = Annotated[
    str,
    typer.Option(
        help="Id of the release to go back to, or how it starts; `agentar releases` lists them.",
        show_default="the last release in which the tag was good",
    ),
]
TagOrWhole = Annotated[
    str,
    typer.Argument(
        help="One tag, scenario.attribute; - for a dataset that is not kept by tag.",
        show_default=False,
    ),
]
A = Annotated[
    int,
    typer.Argument(help="Number of a version; `agentar history` lists them.", min=1),
]
B = Annotated[int, typer.Argument(help="Number of the version to compare with it.", min=1)]
Query = Annotated[
    str,
    typer.Argument(
        help="One SELECT in DuckDB's SQL; every dataset is a table. "
        "`select * from documents limit 1` shows its columns.",
        show_default=False,
    ),
]
Release = Annotated[
    str | None,
    typer.Option(
        help="Id of a release, or how it starts, to ask the data as it was then; "
        "`agentar releases` lists them.",
        show_default="the data as they stand",
    ),
]
Page = Annotated[
    Path | None,
    typer.Option(help="File to write.", show_default="report.html under --root"),
]
Port = Annotated[int, typer.Option(help="Port of the page, which only this machine can open.")]
