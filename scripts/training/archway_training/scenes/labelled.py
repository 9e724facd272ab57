"""A picture and all that is known of the plates in it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Labelled:
    """An image RGB uint8 [H,W,3] with quads [n,8], whether each is exact [n], and unclear boxes [k,4]."""

    image: np.ndarray
    quads: np.ndarray
    exact: np.ndarray
    unclear: np.ndarray
    complete: bool
