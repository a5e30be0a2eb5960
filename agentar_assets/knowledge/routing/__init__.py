"""Which tags a passage serves, and how the taxonomy is covered."""
