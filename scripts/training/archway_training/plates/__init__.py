"""Drawn licence plates: `render_plate(rng)` is the whole public surface."""

from .render import Plate, render_plate

__all__ = ["Plate", "render_plate"]
