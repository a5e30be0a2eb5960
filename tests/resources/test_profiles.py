"""What the profiles promise."""

import pytest

from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.tags import taxonomy
from resources import profiles

ROOT = taxonomy.SHIPPED.parents[2]


def test_the_demo_has_25_tags_of_5_scenarios_and_all_7_attributes_that_have_an_agent():
    tags = profiles.named("demo").tags.split(",")
    assert len(tags) == len(set(tags)) == 25
    assert len({taxonomy.scenario_of(tag) for tag in tags}) == 5
    attributes = {taxonomy.attribute_of(tag) for tag in tags}
    assert len(attributes) == 7 and attributes <= set(AGENTS)


def test_every_tag_of_a_profile_is_one_of_the_shipped_taxonomy():
    known = taxonomy.load(taxonomy.SHIPPED)
    for profile in profiles.PROFILES.values():
        wanted = profile.tags.split(",")
        assert known.matching(profile.tags) == sorted(wanted)


def test_the_recipe_of_a_profile_is_there_and_its_budget_feeds_every_tag():
    for profile in profiles.PROFILES.values():
        assert (ROOT / "training" / "recipes" / profile.recipe / "sft.toml").is_file()
        assert profile.budget >= len(profile.tags.split(","))


def test_a_profile_that_does_not_exist_is_told_with_those_that_do():
    with pytest.raises(ValueError, match="no profile 'moon': there are demo"):
        profiles.named("moon")
