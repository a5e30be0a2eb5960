"""The ground: credentials in a text, by the marks that their makers give them."""

import re
from typing import Final

from agentar_assets.personal import Pattern, folded

CREDENTIALS: Final = (
    Pattern(
        "api_key",
        re.compile(
            r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{20,200}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}"
            r"|gh[pousr]_[A-Za-z0-9]{30,200}|xox[abprs]-[A-Za-z0-9-]{10,200}|LTAI[A-Za-z0-9]{12,26}"
            r"|hf_[A-Za-z0-9]{30,200}|eyJ[\w-]{10,2000}\.[\w-]{10,2000}\.[\w-]{10,2000})"
        ),
    ),
    Pattern("private_key", re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----")),
    Pattern(
        "password",
        re.compile(
            r"(?:(?ai:api[_ -]?key|secret|token|passw(?:or)?d|pwd)|密码|口令|密钥)"
            r"\s?(?:[:=]|是|为)\s?(?=[!-~]{0,64}\d)(?=[!-~]{0,64}[A-Za-z])[!-~]{8,200}"
        ),
    ),
    Pattern(
        "connection_string",
        re.compile(r"(?ai:[a-z][a-z0-9+.-]{1,20})://[^\s:/@]{1,64}:[^\s:/@]{1,64}@[\w.-]{1,200}"),
    ),
)
"""Kinds of credentials; what they give away is not masked but left out with its passage."""

GLANCE: Final = (
    r"sk-|AKIA|AIza|gh[pousr]_|xox[abprs]-|LTAI|hf_|eyJ|PRIVATE KEY|://"
    r"|(?i:api[_ -]?key|secret|token|passw|pwd)|密码|口令|密钥"
)
"""Every find holds one of these, in the syntax of Rust and Python alike."""


def holds_credentials(text: str) -> bool:
    """Whether any credential stands in a text."""
    seen, _ = folded(text)
    return any(True for pattern in CREDENTIALS for _ in pattern.places(seen))
