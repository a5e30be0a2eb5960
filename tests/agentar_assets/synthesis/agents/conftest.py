"""The items of an attribute, with their units: drawn once, for its own file and for the bars."""

from functools import cache

import pytest

from tests.agentar_assets.synthesis.agents.drawing import drawn


@pytest.fixture(scope="session")
def drafts_of(units):
    return cache(lambda attribute: drawn(units, attribute))


@pytest.fixture
def drafts(request, drafts_of):
    """The items of the attribute that the test's file is named after."""
    return drafts_of(request.path.stem.removeprefix("test_"))
