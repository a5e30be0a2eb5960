"""Stage: governance."""
