"""The two halves of a consulting question: the material, and what is asked of it."""

import re
from dataclasses import dataclass

_ZH = re.compile(
    r"(?:资料|材料)[：:]\s*「(?P<material>.*?)」(?P<lead>[^「」]*?问[：:])\s*(?P<asked>.*)",
    re.DOTALL,
)
_EN = re.compile(r"Material:\s*“(?P<material>.*?)”.*?Question:\s*(?P<asked>.*)", re.DOTALL | re.I)


@dataclass(frozen=True)
class Asked:
    """What is asked, without its question mark, and the material it is asked of."""

    material: str
    text: str


def asked(question: str) -> Asked | None:
    """The two halves; null where the question is of another shape."""
    found = _ZH.search(question) or _EN.search(question)
    if found is None:
        return None
    return Asked(found["material"].strip(), found["asked"].strip().rstrip("？?。 "))
