"""Answerers: independent of the generator, they see the question and the unit, never the gold."""
