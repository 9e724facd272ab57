"""Tightens a found plate to its four corners, and says whether it is a plate at all."""
