"""Drawing in metres on a small picture."""

from functools import lru_cache
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SMOOTH = 2


class Board:
    """A picture `width` by `height` metres at `ppm` pixels a metre; x from the left, y from the top, in metres."""

    def __init__(self, width: float, height: float, ppm: float, colour=(0, 0, 0, 0)):
        self.scale = ppm * SMOOTH
        self.size = max(int(width * ppm), 2), max(int(height * ppm), 2)
        self.image = Image.new("RGBA", (self.size[0] * SMOOTH, self.size[1] * SMOOTH), tuple(colour))
        self.pen = ImageDraw.Draw(self.image)
        self.width, self.height = width, height

    def box(self, x0: float, y0: float, x1: float, y1: float, colour, radius: float = 0.0, outline=None, line=0.0):
        if x1 <= x0 or y1 <= y0:
            return
        s = self.scale
        self.pen.rounded_rectangle(
            (x0 * s, y0 * s, x1 * s, y1 * s),
            radius=radius * s,
            fill=colour and tuple(colour),
            outline=outline and tuple(outline),
            width=max(1, int(line * s)) if outline else 0,
        )

    def oval(self, x0: float, y0: float, x1: float, y1: float, colour):
        s = self.scale
        self.pen.ellipse((x0 * s, y0 * s, x1 * s, y1 * s), fill=tuple(colour))

    def shape(self, points, colour):
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=tuple(colour))

    def line(self, points, colour, width: float):
        s = self.scale
        self.pen.line([(x * s, y * s) for x, y in points], fill=tuple(colour), width=max(1, int(width * s)), joint="curve")

    def words(self, x: float, y: float, text: str, height: float, colour, bold: bool = True, spread: float = 0.0):
        """Centred on x, y; height of a capital letter in metres."""
        font = lettering(max(int(height * self.scale * 1.37), 4), bold)
        if spread:
            text = (" " * max(1, round(spread))).join(text)
        self.pen.text((x * self.scale, y * self.scale), text, font=font, fill=tuple(colour), anchor="mm")

    def fade(self, top: float, bottom: float):
        """Multiplies brightness from `top` at the upper edge to `bottom` at the lower one."""
        data = np.asarray(self.image).astype(np.float32)
        data[:, :, :3] *= np.linspace(top, bottom, data.shape[0], dtype=np.float32)[:, None, None]
        self.image = Image.fromarray(np.clip(data, 0, 255).astype(np.uint8), "RGBA")
        self.pen = ImageDraw.Draw(self.image)

    def pixels(self) -> np.ndarray:
        """RGBA uint8 [h,w,4]."""
        return np.asarray(self.image.reduce(SMOOTH)).copy()


@lru_cache(maxsize=256)
def lettering(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return ImageFont.truetype(str(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), size)
