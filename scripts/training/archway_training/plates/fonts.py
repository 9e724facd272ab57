"""Open fonts found by name; a missing one stops with the command that installs it.

Rendering must be the same on every machine for one seed, so the set of fonts
is fixed: no font is left out silently because it isn't installed.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

DEBIAN = {
    "roadgeek-b": ("RG2014B.ttf", "fonts-roadgeek"),
    "roadgeek-c": ("RG2014C.ttf", "fonts-roadgeek"),
    "roadgeek-d": ("RG2014D.ttf", "fonts-roadgeek"),
    "din": ("OSP-DIN.ttf", "fonts-opendin"),
    "bebas": ("BebasNeue-Bold.otf", "fonts-bebas-neue"),
}
NPM = {
    f"{family}-{weight}": (f"{family}-latin-{weight}-normal.woff", f"@fontsource/{family}")
    for family, weights in {
        "barlow-condensed": (500, 600), "overpass": (500, 700), "oswald": (400, 500), "saira-condensed": (500, 600),
        "big-shoulders-display": (500, 700), "roboto-condensed": (400, 600), "pathway-gothic-one": (400,),
        "fjalla-one": (400,), "antonio": (500,), "lobster": (400,), "kaushan-script": (400,),
        "alfa-slab-one": (400,), "libre-baskerville": (400, 700),
        "pacifico": (400,), "dancing-script": (500, 700), "yellowtail": (400,), "satisfy": (400,), "cookie": (400,), "damion": (400,),
        "courgette": (400,), "norican": (400,), "sacramento": (400,), "great-vibes": (400,), "playball": (400,),
        "playfair-display": (500, 800), "merriweather": (500, 800), "roboto-slab": (400, 700), "arvo": (400, 700), "bitter": (500, 800),
        "cinzel": (500, 800), "abril-fatface": (400,), "bree-serif": (400,), "old-standard-tt": (400, 700), "rokkitt": (500, 800),
        "rye": (400,), "montserrat": (500, 800), "poppins": (500, 700), "archivo-narrow": (500, 700), "archivo-black": (400,),
        "josefin-sans": (400, 700), "raleway": (500, 800), "lato": (400, 900), "anton": (400,), "russo-one": (400,), "jost": (500, 700),
        "exo-2": (500, 800), "permanent-marker": (400,),
    }.items()
    for weight in weights
}  # fmt: skip
SERIAL = (
    "roadgeek-b", "roadgeek-c", "roadgeek-d", "din", "bebas", "barlow-condensed-500", "barlow-condensed-600",
    "overpass-500", "oswald-400", "saira-condensed-500", "saira-condensed-600", "big-shoulders-display-500",
    "roboto-condensed-400", "roboto-condensed-600", "pathway-gothic-one-400", "fjalla-one-400", "antonio-500",
)  # fmt: skip
SCRIPT = ("lobster-400", "kaushan-script-400")
SERIF = ("libre-baskerville-400", "libre-baskerville-700", "alfa-slab-one-400")
SANS = ("overpass-500", "overpass-700", "roadgeek-d", "oswald-500", "roboto-condensed-600", "barlow-condensed-600", "bebas")

# Types in which names of states are set, by kind.
LETTERING = {
    "sans": ("overpass-500", "overpass-700", "roadgeek-d", "oswald-500", "roboto-condensed-600", "barlow-condensed-600", "bebas", "montserrat-800", "poppins-500", "poppins-700", "lato-400", "lato-900", "jost-500", "jost-700", "josefin-sans-700", "exo-2-500", "russo-one-400"),
    "narrow": ("roadgeek-c", "bebas", "oswald-400", "barlow-condensed-500", "saira-condensed-600", "pathway-gothic-one-400", "fjalla-one-400", "antonio-500", "anton-400", "archivo-narrow-500"),
    "wide": ("archivo-black-400", "montserrat-500", "montserrat-800", "russo-one-400", "poppins-700", "cinzel-800"),
    "serif": ("libre-baskerville-400", "libre-baskerville-700", "merriweather-500", "merriweather-800", "playfair-display-500", "old-standard-tt-700", "bree-serif-400", "cinzel-500", "bitter-500", "rokkitt-500", "abril-fatface-400", "arvo-400"),
    "slab": ("alfa-slab-one-400", "arvo-700", "rokkitt-800", "bitter-800", "rye-400", "roboto-slab-700"),
    "script": ("lobster-400", "kaushan-script-400", "pacifico-400", "dancing-script-700", "satisfy-400", "cookie-400", "courgette-400", "norican-400", "playball-400", "yellowtail-400", "permanent-marker-400"),
}  # fmt: skip
# Types that no training plate's name is set in: what is measured on them was not learnt by heart.
HELD_OUT = {
    "sans": ("raleway-500", "raleway-800", "archivo-narrow-700"),
    "narrow": ("big-shoulders-display-700", "archivo-narrow-700"),
    "wide": ("exo-2-800", "raleway-800"),
    "serif": ("playfair-display-800", "old-standard-tt-400", "roboto-slab-400"),
    "slab": ("playfair-display-800", "roboto-slab-400"),
    "script": ("damion-400", "dancing-script-500", "sacramento-400", "great-vibes-400"),
}  # fmt: skip


class FontMissing(RuntimeError):
    """A font the renderer draws with isn't installed."""


def _folders() -> list[Path]:
    local = Path(__file__).resolve().parents[2] / "fonts"
    given = [Path(p) for p in os.environ.get("ARCHWAY_FONTS", "").split(os.pathsep) if p]
    return [*given, local, Path.home() / ".local/share/fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in _folders():
        for path in folder.rglob("*") if folder.is_dir() else ():
            found.setdefault(path.name, path)
    return found


@lru_cache(maxsize=256)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """The font called `name` (a key of DEBIAN or NPM) at `size` pixels."""
    file, package = (DEBIAN | NPM)[name]
    path = _installed().get(file)
    if path is None:
        how = f"apt-get install {package}" if name in DEBIAN else f"npm install --ignore-scripts --prefix scripts/training/fonts {package}"
        raise FontMissing(f"font {file} was not found. Install it with: {how} (or name its folder in ARCHWAY_FONTS)")
    return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=4096)
def text_mask(name: str, text: str, size: int = 64) -> np.ndarray:
    """`text` as ink, uint8 [h,w], cut to its ink box. Treat it as read-only: it is cached."""
    face = font(name, size)
    x0, y0, x1, y1 = face.getbbox(text)
    image = Image.new("L", (max(1, x1 - x0 + 2), max(1, y1 - y0 + 2)))
    ImageDraw.Draw(image).text((1 - x0, 1 - y0), text, fill=255, font=face)
    mask = np.asarray(image)
    ys, xs = np.nonzero(mask.max(1))[0], np.nonzero(mask.max(0))[0]
    return mask[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1] if len(ys) and len(xs) else mask
