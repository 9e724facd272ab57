"""Corners that a scene reports are where the plate was drawn."""

import unittest

import cv2
import numpy as np

from archway_training.rectify import homography
from archway_training.scenes.bodies import random_body
from archway_training.scenes.camera import look
from archway_training.scenes.light import random_light
from archway_training.scenes.paste import paste_plate
from archway_training.scenes.render import Parked, render_scene
from archway_training.scenes.road import random_street
from archway_training.scenes.vehicles import build_vehicle


def chessboard() -> np.ndarray:
    """A picture whose four quarters differ: red, green / blue, white."""
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[:50, :100], picture[:50, 100:] = (255, 0, 0), (0, 255, 0)
    picture[50:, :100], picture[50:, 100:] = (0, 0, 255), (255, 255, 255)
    return picture


class PastedPlate(unittest.TestCase):
    def test_quarters_lie_inside_the_corners(self):
        image = np.full((240, 320, 3), 90, np.uint8)
        quad = np.array([[100.0, 60], [220, 80], [215, 150], [95, 125]])
        paste_plate(image, chessboard(), quad, np.ones(3), 0.3)
        to_image = homography(quad, (2, 2), (0, 0))
        centres = cv2.perspectiveTransform(np.array([[[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5]]]), to_image)[0]
        colours = [image[int(y), int(x)].tolist() for x, y in centres]
        self.assertEqual(np.argmax(colours[0]), 0)
        self.assertEqual(np.argmax(colours[1]), 1)
        self.assertEqual(min(colours[2]) > 200, True)
        self.assertEqual(np.argmax(colours[3]), 2)

    def test_ground_outside_is_untouched(self):
        image = np.full((240, 320, 3), 90, np.uint8)
        quad = np.array([[100.0, 60], [220, 60], [220, 120], [100, 120]])
        paste_plate(image, chessboard(), quad, np.ones(3), 0.0)
        inside = np.zeros((240, 320), bool)
        inside[59:121, 99:221] = True
        self.assertTrue((image[~inside] == 90).all())
        self.assertTrue((image[62:118, 102:218] != 90).any(axis=2).all())


class RenderedVehicle(unittest.TestCase):
    def render(self, end: str):
        rng = np.random.default_rng(4)
        body = random_body(rng, "sedan")
        vehicle = build_vehicle(body, rng, 200)
        ahead = np.array([0.0, 0.0, 9.0])
        placed = vehicle.placed(0.0, ahead) if end == "rear" else vehicle.placed(np.pi, ahead + [0, 0, body.length])
        camera = look((-2.0, 1.8, 0), (0, 0.7, 9), 1500, (640, 360))
        light = random_light(rng, "overcast")
        parked = [Parked("a", placed, {"rear": chessboard(), "front": chessboard()})]
        return render_scene(camera, light, random_street(rng), parked, rng, oversample=2)

    def test_only_the_end_that_faces_the_camera_is_seen(self):
        for end in ("rear", "front"):
            _, seen = self.render(end)
            self.assertEqual([s.end for s in seen], [end])

    def test_corners_run_clockwise_from_the_plates_own_top_left(self):
        for end in ("rear", "front"):
            image, seen = self.render(end)
            to_image = homography(seen[0].corners, (2, 2), (0, 0))
            centres = cv2.perspectiveTransform(np.array([[[0.5, 0.5], [1.5, 0.5], [0.5, 1.5]]]), to_image)[0]
            colours = [image[int(y), int(x)].astype(int) for x, y in centres]
            self.assertEqual([int(np.argmax(c)) for c in colours], [0, 1, 2], end)

    def test_same_seed_same_picture(self):
        first, second = self.render("rear")[0], self.render("rear")[0]
        self.assertTrue((first == second).all())


class SceneLight(unittest.TestCase):
    def test_an_unknown_light_says_which_are_known(self):
        with self.assertRaisesRegex(ValueError, "infrared"):
            random_light(np.random.default_rng(0), "noon")


if __name__ == "__main__":
    unittest.main()
