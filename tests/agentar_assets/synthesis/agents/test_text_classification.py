"""Classes: the label is that of the sentence, and no topic gives it away."""

import re
from collections import Counter

from agentar_assets.synthesis.sentences import words
from agentar_assets.synthesis.wording import block


def test_the_label_is_that_of_the_only_sentence_that_the_text_matches(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        labels = {
            label
            for label, listed in words("requests")[unit.language].items()
            for sentence in (*listed["said"], *listed["turned"])
            if re.search(re.sub(r"\\\{[ph]\\\}", ".+?", re.escape(sentence)), text)
        }
        assert labels == {draft.answer}, draft.question


def test_the_topic_names_no_class_and_the_labels_are_balanced(drafts):
    for unit, draft in drafts:
        assert not [name for name in words("requests")[unit.language] if name in draft.quote]
    counts = Counter(draft.answer for _, draft in drafts)
    assert len(counts) == 10 and max(counts.values()) < 0.3 * len(drafts)
