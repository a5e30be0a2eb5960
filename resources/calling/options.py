"""What people set about a model door, in Dagster's words; the rest of the door does without it."""

import dagster as dg

from resources.calling import attempts, spending


class Server(dg.Config, attempts.Server):
    """A server that speaks `/chat/completions`: vLLM, Ollama, a service; and how to treat it."""


class Budget(dg.Config, spending.Budget):
    """Prices, and limits of tokens and money; null knows or limits nothing."""
