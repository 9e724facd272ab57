"""Run: python -m unittest discover -s tests (from scripts/training, with PYTHONPATH=.). No torch, under half a minute."""

import unittest
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from archway_training.degrade import covered, misplace, photograph, surface
from archway_training.plates import render_plate
from archway_training.plates.designs import OTHER, US
from archway_training.plates.dies import ALPHABET, DieStyle, draw_style
from archway_training.plates.glyphs import stamp
from archway_training.real import is_validation
from archway_training.rectify import READER_MARGIN, READER_SIZE, rectify, supersampling


class Plates(unittest.TestCase):
    def test_one_seed_gives_one_plate(self) -> None:
        for seed in range(25):
            a, b = render_plate(np.random.default_rng(seed)), render_plate(np.random.default_rng(seed))
            self.assertEqual((a.text, a.jurisdiction), (b.text, b.jurisdiction))
            np.testing.assert_array_equal(a.image, b.image)
            np.testing.assert_array_equal(a.retroreflective, b.retroreflective)
        self.assertNotEqual(render_plate(np.random.default_rng(1)).text, render_plate(np.random.default_rng(2)).text)

    def test_labels_are_of_the_alphabet(self) -> None:
        known = {d.code for d in US + OTHER} | {"unknown"}
        for seed in range(150):
            plate = render_plate(np.random.default_rng(seed))
            self.assertRegex(plate.text, r"\A[A-Z0-9]{1,12}\Z")
            self.assertIn(plate.jurisdiction, known)
            self.assertEqual(plate.image.shape, (*plate.retroreflective.shape, 3))

    def test_the_asked_text_and_state_are_drawn(self) -> None:
        for seed in range(20):
            plate = render_plate(np.random.default_rng(seed), text="AB1C2D", jurisdiction="us-mo")
            self.assertEqual(plate.text, "AB1C2D")
            self.assertIn(plate.jurisdiction, ("us-mo", "unknown"))
        with self.assertRaisesRegex(ValueError, "us-zz"):
            render_plate(np.random.default_rng(0), jurisdiction="us-zz")

    def test_every_state_and_dc_has_a_design(self) -> None:
        self.assertEqual(len({d.code for d in US}), 51)
        for d in US + OTHER:
            self.assertTrue(all(set(f) <= set("LD -.*#_") for f in d.formats), d.code)

    def test_every_die_is_its_own_shape(self) -> None:
        style = draw_style(np.random.default_rng(4))
        shapes = {}
        for c in ALPHABET:
            mask = np.zeros((96, 64), np.uint8)
            stamp(mask, c, style, 4, 4, 48, 88)
            self.assertGreater(np.count_nonzero(mask), 200, c)
            shapes[c] = mask
        alike = [(a, b) for a in ALPHABET for b in ALPHABET if a < b and np.mean(shapes[a] != shapes[b]) < 0.005]
        self.assertLessEqual(set(alike), {("0", "O"), ("1", "I")})

    def test_a_square_die_has_corners_that_a_round_one_lacks(self) -> None:
        style = replace(draw_style(np.random.default_rng(4)), bend={}, contrast=1.0, weight=0.16, choice={"D": 0})
        round_die, square_die = (self.stamped("D", replace(style, square=s)) for s in (False, True))
        self.assertLess(round_die[4, 4], 128)
        self.assertEqual(square_die[5, 5], 255)
        self.assertEqual(self.stamped("O", style).tobytes(), self.stamped("O", replace(style, square=True, choice={"D": 0})).tobytes())

    def test_contrast_thins_level_strokes_and_leaves_uprights(self) -> None:
        style = replace(draw_style(np.random.default_rng(4)), bend={}, contrast=1.0, weight=0.14, square=False, slant=0.0)
        plain, thin = self.stamped("H", style), self.stamped("H", replace(style, contrast=0.6))
        across = [np.count_nonzero(m[20] > 127) for m in (plain, thin)]
        bar = [np.count_nonzero(m[:, 28] > 127) for m in (plain, thin)]
        self.assertAlmostEqual(across[0], across[1], delta=2)
        self.assertLess(bar[1], 0.75 * bar[0])

    def test_a_bent_die_stays_in_its_box(self) -> None:
        for seed in range(30):
            style = replace(draw_style(np.random.default_rng(seed)), slant=0.0)
            for c in "0ABDIM8":  # some of G have a bar that stands out
                outside = self.stamped(c, style).astype(float)
                outside[2:94, 2:54] = 0
                self.assertLess(outside.sum() / 255, 8, (seed, c))

    @staticmethod
    def stamped(char: str, style: DieStyle) -> np.ndarray:
        mask = np.zeros((96, 64), np.uint8)
        stamp(mask, char, style, 4, 4, 48, 88)
        return mask


class Degradation(unittest.TestCase):
    def test_one_seed_gives_one_photograph(self) -> None:
        for seed in range(20):
            views = []
            for _ in range(2):
                rng = np.random.default_rng(seed)
                plate = render_plate(rng)
                views.append(photograph(surface(plate.image, plate.retroreflective, rng), 2.0, rng))
            np.testing.assert_array_equal(views[0].image, views[1].image)
            np.testing.assert_array_equal(views[0].quad, views[1].quad)

    def test_corners_lie_in_the_picture(self) -> None:
        for seed in range(60):
            rng = np.random.default_rng(seed)
            view = photograph(np.full((128, 256), 200, np.uint8), 2.0, rng)
            h, w = view.image.shape
            self.assertTrue((view.quad >= 0).all() and (view.quad <= (w, h)).all())
            self.assertLess(np.abs(misplace(view.quad, rng) - view.quad).max(), np.ptp(view.quad[:, 0]))


class Rectification(unittest.TestCase):
    def test_the_plate_comes_out_upright_and_in_place(self) -> None:
        # A plate that is black left, white right, seen turned: its middle must fall on the middle column.
        plate = np.zeros((160, 320), np.uint8)
        plate[:, 160:] = 255
        quad = np.array([[60.0, 40.0], [250.0, 75.0], [240.0, 170.0], [50.0, 135.0]])
        matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [320, 0], [320, 160], [0, 160]]) - 0.5, np.float32(quad) - 0.5)
        scene = cv2.warpPerspective(plate, matrix, (300, 220), borderMode=cv2.BORDER_CONSTANT, borderValue=90)
        out = rectify(scene, quad)
        self.assertEqual(out.shape, READER_SIZE)
        middle = out[24:40]
        self.assertLess(middle[:, 20:74].max(), 40)
        self.assertGreater(middle[:, 86:140].min(), 215)

    def test_large_sources_are_averaged(self) -> None:
        small, large = np.array([[0, 0], [100, 0], [100, 50], [0, 50]]), np.array([[0, 0], [600, 0], [600, 300], [0, 300]])
        self.assertEqual(supersampling(small, READER_SIZE, READER_MARGIN), 1)
        self.assertEqual(supersampling(large, READER_SIZE, READER_MARGIN), 4)
        stripes = np.tile(np.array([0, 255], np.uint8), (300, 300))
        self.assertLess(np.ptp(rectify(stripes, large)[16:48, 40:120].astype(int)), 130)


class Covered(unittest.TestCase):
    def test_one_plate_in_five_loses_something_at_its_edge_and_keeps_its_middle(self) -> None:
        rng = np.random.default_rng(2)
        plate = np.arange(128 * 256, dtype=np.uint32).reshape(128, 256).astype(np.uint8)
        before = plate.copy()
        seen = [covered(plate, rng) for _ in range(600)]
        np.testing.assert_array_equal(plate, before)
        hidden = [np.mean(each != before) for each in seen]
        self.assertAlmostEqual(np.mean(np.array(hidden) > 0), 0.2, delta=0.05)
        self.assertLess(max(hidden), 0.6)
        # A ball may reach as far up as this, frames and stickers less.
        self.assertTrue(all((each[48:72] == before[48:72]).all() for each in seen))


class Split(unittest.TestCase):
    def test_it_is_fixed_and_about_fifteen_per_cent(self) -> None:
        share = np.mean([is_validation(f"photograph-{k}") for k in range(4000)])
        self.assertAlmostEqual(share, 0.15, delta=0.02)
        folder = Path("anywhere")
        self.assertEqual(is_validation((folder / "oid-1.jpg").stem), is_validation("oid-1"))


if __name__ == "__main__":
    unittest.main()
