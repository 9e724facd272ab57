"""How a camera spoils a whole image: light, colour, blur, noise, compression."""

import cv2
import numpy as np


def spoil(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """RGB uint8 [H,W,3] → the same shape. Geometry never changes, so corners stay true."""
    if rng.random() < 0.7:
        image = tone(image, rng)
    draw = rng.random()
    if draw < 0.08:
        image = infrared(image, rng)
    elif draw < 0.2:
        image = np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[:, :, None], 3, 2)
    draw = rng.random()
    if draw < 0.2:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.1))
    elif draw < 0.27:
        image = streak(image, rng)
    if rng.random() < 0.3:
        image = grain(image, rng)
    if rng.random() < 0.3:
        quality = int(rng.uniform(25, 85))
        _, packed = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        image = cv2.imdecode(packed, cv2.IMREAD_COLOR)[:, :, ::-1]
    return np.ascontiguousarray(image)


def tone(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    gamma = np.exp(rng.normal(0, 0.25))
    gain = np.exp(rng.normal(0, 0.18)) * np.exp(rng.normal(0, 0.06, 3))
    lift = rng.normal(0, 8)
    ramp = (np.arange(256) / 255.0) ** gamma * 255.0
    tables = np.clip(ramp[:, None] * gain + lift, 0, 255).astype(np.uint8)
    return cv2.LUT(np.ascontiguousarray(image), tables.reshape(256, 1, 3))


def infrared(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dark world with what was bright still bright."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    grey = grey ** rng.uniform(1.2, 2.2) * rng.uniform(0.7, 1.1) * 255
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, 2)


def streak(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    length = int(rng.integers(3, 7))
    kernel = np.zeros((length, length), np.float32)
    if rng.random() < 0.7:
        kernel[length // 2] = 1 / length
    else:
        np.fill_diagonal(kernel, 1 / length)
    return cv2.filter2D(image, -1, kernel)


# Drawing a million normal numbers costs more than the rest of a sample: one field serves, shifted.
FIELD = np.random.default_rng(7).normal(0, 1, (700, 1100)).astype(np.float32)


def grain(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    h, w = image.shape[:2]
    y, x = rng.integers(0, FIELD.shape[0] - h + 1), rng.integers(0, FIELD.shape[1] - w + 1)
    noise = FIELD[y : y + h, x : x + w, None] * rng.uniform(2, 12)
    return np.clip(image + noise, 0, 255).astype(np.uint8)
