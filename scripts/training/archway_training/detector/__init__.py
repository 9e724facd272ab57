"""Finds plates in photographs."""
