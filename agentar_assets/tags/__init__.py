"""Stage: tags."""
