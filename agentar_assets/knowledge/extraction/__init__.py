"""What is read out of a passage: names, typed numbers, words that bind, relations."""
