"""Doorbells: each turns one event into run requests."""
