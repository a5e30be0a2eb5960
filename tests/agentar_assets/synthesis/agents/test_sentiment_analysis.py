"""Sentiment: the mood is that of the sentence about the target."""

import re
from collections import Counter

from agentar_assets.synthesis.sentences import words
from agentar_assets.synthesis.wording import block


def test_the_label_is_that_of_the_sentence_about_the_target(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language).casefold()
        asked = draft.question.replace(block(draft.question, unit.language), "")
        moods = [
            label
            for label in words("opinions")[f"labels_{unit.language}"]
            for listed in words("opinions")[unit.language][label].values()
            for sentence in listed
            for named in re.findall(re.escape(sentence).replace(r"\{x\}", "(.+?)").casefold(), text)
            if re.split("[：。:.] ?", named)[-1].removeprefix("the ") in asked.casefold()
        ]
        assert draft.answer in moods, draft.question


def test_the_labels_are_balanced(drafts):
    counts = Counter(draft.answer for _, draft in drafts)
    assert len(counts) == 6 and max(counts.values()) < 0.4 * len(drafts)
