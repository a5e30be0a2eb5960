"""Stage: knowledge."""
