"""The parts of a text: articles and what they hold, questions, tables, sections."""
