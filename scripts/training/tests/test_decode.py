"""The lattice's arithmetic: exact string probabilities, best path, beam."""

import unittest

import numpy as np

from archway_training.plates.glyphs import ALPHABET
from archway_training.reader.calibrate import confidences, expected_calibration_error, tempered
from archway_training.reader.decode import beam, folded, greedy, log_probabilities


def lattice(rows: list[dict[str, float]]) -> np.ndarray:
    """Columns by character ("" is blank), what is left spread over the rest."""
    out = np.zeros((1, len(rows), 37))
    for t, row in enumerate(rows):
        left = 1 - sum(row.values())
        out[0, t] = left / (37 - len(row))
        for c, p in row.items():
            out[0, t, ALPHABET.index(c) + 1 if c else 0] = p
    return np.log(out)


class Decode(unittest.TestCase):
    def test_a_string_sums_its_paths(self) -> None:
        z = lattice([{"A": 0.6, "": 0.3}, {"A": 0.5, "": 0.4}])
        rest = 0.1 / 35
        self.assertAlmostEqual(float(np.exp(log_probabilities(z, ["A"]))[0]), 0.6 * 0.5 + 0.6 * 0.4 + 0.3 * 0.5, places=9)
        self.assertAlmostEqual(float(np.exp(log_probabilities(z, ["AB"]))[0]), 0.6 * rest, places=9)

    def test_doubled_characters_need_a_blank_between(self) -> None:
        z = lattice([{"7": 0.9}, {"": 0.8}, {"7": 0.9}])
        self.assertEqual(greedy(z), ["77"])
        self.assertEqual(greedy(lattice([{"7": 0.9}, {"7": 0.8}, {"7": 0.9}])), ["7"])

    def test_the_beam_finds_what_the_best_path_misses(self) -> None:
        z = lattice([{"": 0.4, "A": 0.35, "B": 0.24}, {"": 0.4, "A": 0.35, "B": 0.24}])
        self.assertEqual(greedy(z), [""])
        text, score = beam(z[0])[0]
        self.assertEqual(text, "A")
        self.assertAlmostEqual(score, float(log_probabilities(z, ["A"])[0]), places=6)

    def test_folding(self) -> None:
        self.assertEqual(folded("OI01"), "0101")

    def test_temperature_softens_and_confidence_follows(self) -> None:
        z = lattice([{"A": 0.9}, {"": 0.9}])
        soft = tempered(z, 2.0)
        np.testing.assert_allclose(np.exp(soft).sum(-1), 1)
        p, right = confidences(z, ["B"], 1.0)
        q, _ = confidences(z, ["B"], 2.0)
        self.assertLess(q[0], p[0])
        self.assertFalse(right[0])
        self.assertAlmostEqual(expected_calibration_error(np.array([0.85, 0.85]), np.array([True, False])), 0.35)


if __name__ == "__main__":
    unittest.main()
