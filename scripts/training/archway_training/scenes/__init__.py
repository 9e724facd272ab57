"""Scenes with plates whose corners are known to a fraction of a pixel."""
