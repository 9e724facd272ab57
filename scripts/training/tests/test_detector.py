"""Targets, windows and duplicates of the detector; crops of the refiner."""

import unittest

import cv2
import numpy as np
import torch

from archway_training.corners.data import into, meet, missed
from archway_training.corners.model import own_corners
from archway_training.detector.data import zoomed
from archway_training.scenes.labelled import Labelled
from archway_training.detector.find import Found, distinct, from_twice_as_far, letterbox, overlap, plate_shaped
from archway_training.detector.model import Detector, DetectorGraph, absolute, peaks
from archway_training.detector.targets import bounds, box_corners, make_targets

NONE = np.zeros((0, 4), np.float32)


def quad(x: float, y: float, w: float, h: float) -> np.ndarray:
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float64)


class MakeTargets(unittest.TestCase):
    def test_a_plate_has_one_centre_and_teaches_its_corners(self):
        quads = box_corners(np.array([[100, 60, 160, 90]], np.float32))
        t = make_targets(quads, np.array([True]), NONE, (320, 192), 0.9)
        self.assertEqual(np.argwhere(t.heat > 0.999).tolist(), [[75 // 4, 130 // 4]])
        self.assertTrue((t.corners == quads[0]).all())
        self.assertAlmostEqual(float(t.share.sum()), 1.0, places=5)

    def test_unclear_ground_and_tiny_plates_are_neither_rewarded_nor_blamed(self):
        tiny = box_corners(np.array([[200, 100, 208, 104]], np.float32))
        unclear = np.array([[40, 40, 80, 80]], np.float32)
        t = make_targets(tiny, np.array([False]), unclear, (320, 192), 0.9)
        self.assertEqual(len(t.cells), 0)
        self.assertEqual(t.weight[60 // 4, 60 // 4], 0)
        self.assertEqual(t.weight[102 // 4, 204 // 4], 0)
        self.assertAlmostEqual(float(t.weight[150 // 4, 20 // 4]), 0.9, places=5)

    def test_a_plate_cut_by_the_edge_teaches_nothing(self):
        quads = box_corners(np.array([[-40, 60, 40, 90]], np.float32))
        t = make_targets(quads, np.array([True]), NONE, (320, 192), 1.0)
        self.assertEqual(len(t.cells), 0)
        self.assertEqual(float(t.heat.max()), 0)


class ExportedGraph(unittest.TestCase):
    def test_computes_what_the_trained_network_does(self):
        torch.manual_seed(1)
        detector = Detector().eval()
        image = torch.randint(0, 256, (1, 64, 96, 3), dtype=torch.uint8)
        with torch.no_grad():
            torch.nn.init.normal_(detector.heat.weight)
            heat, offsets = detector(image.permute(0, 3, 1, 2).float() / 255.0)
            score, corners = DetectorGraph(detector)(image)
        torch.testing.assert_close(score, peaks(heat), atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(corners, absolute(offsets), atol=1e-3, rtol=1e-4)


class FromTwiceAsFar(unittest.TestCase):
    def test_is_half_of_the_sheet_on_a_ground_of_its_own(self):
        image = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
        sheet, scale = letterbox(image, None)
        far, twice = from_twice_as_far(*from_twice_as_far(*from_twice_as_far(sheet, scale)))
        self.assertEqual((far.shape, twice.tolist()), ((64, 96, 3), [0.0625, 0.0625]))
        self.assertTrue((far[48:] == 114).all() and (far[:, 80:] == 114).all())
        half, _ = from_twice_as_far(sheet, scale)
        sums = sheet.astype(int).reshape(192, 2, 320, 2, 3).sum((1, 3))
        self.assertTrue((half == (sums + 2) // 4).all())


class Zoomed(unittest.TestCase):
    def test_corners_follow_the_picture(self):
        image = np.zeros((400, 600, 3), np.uint8)
        plate = quad(300, 200, 80, 40)
        cv2.fillConvexPoly(image, np.round(plate - 0.5).astype(np.int32), (255, 255, 255))
        scene = Labelled(image, plate.reshape(1, 8).astype(np.float32), np.array([True]), NONE, True)
        for seed in range(12):
            view = zoomed(scene, (320, 192), np.random.default_rng(seed))
            white = np.argwhere(view.image[:, :, 0] > 127)
            box = bounds(view.quads)[0]
            if (box[:2] < 0).any() or box[2] > 320 or box[3] > 192:
                continue
            seen = np.array([*white.min(0)[::-1], *(white.max(0)[::-1] + 1)])
            self.assertLess(np.abs(seen - box).max(), 0.03 * (box[2] - box[0]) + 1.5, seed)


class Finding(unittest.TestCase):
    def test_one_plate_found_twice_is_kept_once(self):
        found = [Found(quad(10, 10, 60, 30), 0.5), Found(quad(14, 11, 60, 30), 0.8), Found(quad(200, 10, 60, 30), 0.4)]
        self.assertEqual([f.score for f in distinct(found)], [0.8, 0.4])

    def test_shapes_that_no_plate_has(self):
        self.assertTrue(plate_shaped(quad(0, 0, 60, 30)))
        self.assertFalse(plate_shaped(quad(0, 0, 60, 30)[::-1]))
        self.assertFalse(plate_shaped(quad(0, 0, 300, 20)))

    def test_the_sheet_is_a_multiple_of_32_and_grey_beside_the_picture(self):
        sheet, scale = letterbox(np.zeros((720, 1280, 3), np.uint8), None)
        self.assertEqual(sheet.shape, (384, 640, 3))
        self.assertEqual(scale.tolist(), [0.5, 0.5])
        self.assertTrue((sheet[360:] == 114).all())

    def test_overlap_of_boxes(self):
        self.assertAlmostEqual(overlap(np.array([0, 0, 10, 10.0]), np.array([5, 0, 15, 10.0])), 1 / 3)


class RefinerCrops(unittest.TestCase):
    def test_a_perfect_guess_has_the_plate_at_the_crops_own_corners(self):
        plate = np.array([[50.0, 40], [130, 52], [126, 95], [47, 80]])
        self.assertLess(np.abs(into(plate, plate) - own_corners().numpy()).max(), 1e-3)

    def test_a_box_without_corners_stays_upright(self):
        guess = missed(quad(50, 40, 80, 30), False, np.random.default_rng(2))
        self.assertEqual(guess[0, 1], guess[1, 1])
        self.assertEqual(guess[0, 0], guess[3, 0])

    def test_meeting_boxes(self):
        self.assertTrue(meet(np.array([0, 0, 50, 20]), np.array([40, 10, 90, 40])))
        self.assertFalse(meet(np.array([0, 0, 50, 20]), np.array([140, 10, 190, 40])))


if __name__ == "__main__":
    unittest.main()
