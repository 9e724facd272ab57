"""Scenes of plates from near are complete: every plate in them lies inside its corners, whatever its paint."""

import unittest

import cv2
import numpy as np

from archway_training.scenes.near import SIZE, near_scene, places, repainted


class NearScene(unittest.TestCase):
    def test_plates_lie_where_their_corners_say(self):
        backdrop = np.full((512, 832, 3), 120, np.uint8)
        # A chequered plate differs from any of the grounds, however it is lit.
        plate = np.kron(np.indices((6, 12)).sum(0) % 2, np.ones((20, 20))).astype(np.uint8)[..., None].repeat(3, 2) * 255
        for seed in range(20):
            rng = np.random.default_rng(seed)
            scene = near_scene(rng, lambda: plate, backdrop)
            self.assertEqual(scene.image.shape, (SIZE[1], SIZE[0], 3))
            self.assertTrue(scene.complete and scene.exact.all() and len(scene.quads) > 0)
            bare = np.random.default_rng(seed)
            empty = near_scene(bare, lambda: plate[:4, :8] * 0 + 128, backdrop)
            covered = np.zeros(SIZE[::-1], np.uint8)
            for quad in scene.quads:
                cv2.fillConvexPoly(covered, np.round(quad.reshape(4, 2)).astype(np.int32), 255)
            near = cv2.dilate(covered, np.ones((9, 9), np.uint8)) > 0
            changed = np.abs(scene.image.astype(int) - empty.image.astype(int)).max(2) > 3
            np.testing.assert_array_equal(empty.quads, scene.quads)
            self.assertFalse(changed[~near].any(), f"seed {seed}: the plate left marks outside of its corners")
            self.assertTrue(changed[covered > 0].any(), f"seed {seed}: there is no plate")

    def test_plates_of_a_collection_do_not_overlap(self):
        for seed in range(60):
            found = places(np.random.default_rng(seed), *SIZE)
            for i, (centre, width) in enumerate(found):
                for other, _ in found[:i]:
                    apart = np.abs(centre - other)
                    self.assertTrue(apart[0] > 0.9 * width or apart[1] > 0.45 * width, f"seed {seed}")

    def test_most_plates_keep_their_paint(self):
        plate = np.full((8, 16, 3), 200, np.uint8)
        rng = np.random.default_rng(1)
        kept = sum(bool((repainted(plate, rng) == plate).all()) for _ in range(400))
        self.assertTrue(300 < kept < 360, kept)


if __name__ == "__main__":
    unittest.main()
