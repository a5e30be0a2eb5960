"""Calculations as Python: the same value as in decimals, whatever the formula."""

from pathlib import Path
from random import Random

import pytest

from agentar_assets.synthesis import lexicon, programs
from agentar_assets.synthesis.arithmetic import worked
from agentar_assets.synthesis.formulas import scenario_formulas

FILES = Path(lexicon.__file__).parent.glob("*.toml")
SCENARIOS = sorted(p.stem for p in FILES if lexicon.table(p.stem).get("formulas"))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_formula_has_one_value_in_decimals_in_python_and_as_an_expression(scenario):
    for formula, _ in scenario_formulas(scenario, "zh"):
        if not programs.writable(formula.steps):
            continue
        dice = Random(formula.name)
        names = {name: f"x{name}" for name in formula.ranges}
        for _ in range(20):
            values = formula.drawn(dice)
            result = float(worked(formula.steps, values).result)
            known = {names[name]: programs.literal(value) for name, value in values.items()}
            whole = eval(programs.expression(formula.steps, names), {}, known)
            assert programs.printed(formula.steps, values) == pytest.approx(result, abs=0.0051)
            assert whole == pytest.approx(result, abs=0.0051), formula.name
            told = programs.lines(formula.steps, names, ["r1", "r2", "r3", "r4", "r5"])
            for number, line in enumerate(told, 1):
                known[f"r{number}"] = eval(line, {}, known)
            assert known[f"r{len(told)}"] == programs.printed(formula.steps, values)
