"""What the command line shows: its options, names, tables, progress, and the report page."""
