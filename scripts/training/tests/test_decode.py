"""The lattice's arithmetic: exact string probabilities, best path, beam."""

import unittest

import numpy as np

from archway_training.plates.dies import ALPHABET
from archway_training.reader.calibrate import Named, careful_loss, claims, expected_calibration_error, fit, scores_at
from archway_training.reader.decode import beam, folded, greedy, log_probabilities
from archway_training.reader.evidence import Constants, Evidence, claim, fused, said
from archway_training.reader.looks import Looks
from archway_training.reader.reading import CUTS, Reading, read, recut, tempered, texts_of


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

    def test_temperature_softens(self) -> None:
        z = lattice([{"A": 0.9}, {"": 0.9}])
        np.testing.assert_allclose(np.exp(tempered(z, 2.0)).sum(-1), 1)
        self.assertLess(log_probabilities(tempered(z, 2.0), ["A"])[0], log_probabilities(z, ["A"])[0])


class Readings(unittest.TestCase):
    def test_cuts_are_the_agents(self) -> None:
        quad = np.array([[100, 100], [300, 100], [300, 200], [100, 200]])
        cuts = [recut(quad, cut).round(6).ravel().tolist() for cut in CUTS]
        self.assertEqual(cuts[0], quad.ravel().tolist())
        self.assertEqual(cuts[1], [103, 103, 297, 103, 297, 197, 103, 197])
        self.assertEqual(cuts[3], [104, 100, 304, 100, 296, 200, 96, 200])

    def test_a_reading_is_the_mean_of_its_cuts_less_the_floor(self) -> None:
        z = np.concatenate([lattice([{"A": 0.8, "B": 0.19}]), lattice([{"A": 0.3, "B": 0.69}])])
        (best, p), (other, q) = Reading(z, floor=0.1).hypotheses(2)
        self.assertEqual([best, other], ["A", "B"])
        self.assertAlmostEqual(float(np.exp(p)), 0.9 * 0.55, places=6)
        self.assertAlmostEqual(float(np.exp(q)), 0.9 * 0.44, places=6)

    def test_only_a_doubtful_plate_is_cut_again(self) -> None:
        asked = []

        def reader_of(*certainty: float):
            def run(plates: np.ndarray) -> np.ndarray:
                asked.append(len(plates))
                return np.repeat(np.stack([lattice([{"A": c}, {"": 0.999}]) for c in certainty], 1), len(plates), 0)

            return run

        image, quad = np.zeros((60, 120), np.uint8), np.array([[10, 10], [90, 10], [90, 50], [10, 50]])
        self.assertEqual(len(read(reader_of(0.999), image, quad, 1.0).lattices), 1)
        self.assertEqual(len(read(reader_of(0.7), image, quad, 1.0).lattices), len(CUTS))
        self.assertEqual(len(read(reader_of(0.999, 0.7), image, quad, 1.0).lattices), 2 * len(CUTS))
        self.assertEqual(asked, [1, 1, len(CUTS) - 1, 1, len(CUTS) - 1])

    def test_a_text_is_what_all_networks_think_likeliest_together(self) -> None:
        one, other = lattice([{"A": 0.51, "B": 0.48}]), lattice([{"A": 0.1, "B": 0.89}])
        self.assertEqual(texts_of(np.stack([one, other], 1)), ["B"])
        self.assertEqual(texts_of(one[:, None]), ["A"])


class Calibration(unittest.TestCase):
    def test_gap_between_claim_and_truth(self) -> None:
        self.assertAlmostEqual(expected_calibration_error(np.array([0.85, 0.85]), np.array([True, False])), 0.35)

    def test_a_claim_is_the_mass_of_all_that_folds_alike(self) -> None:
        looks = Looks(np.zeros((1, 2, 1, 1, 37), np.float32), ["A0"], np.zeros(1), np.zeros(1))
        readings = Named(looks, [["AO", "A0", "B0"]])
        p, right = claims(readings, [np.log([[0.5, 0.3, 0.1], [0.3, 0.3, 0.3]])], floor=0.5)
        self.assertAlmostEqual(p[0], 0.35)
        self.assertTrue(right[0])

    def test_a_cut_is_scored_by_all_networks_together(self) -> None:
        pair = np.stack([lattice([{"A": 0.8, "B": 0.19}])[0], lattice([{"A": 0.4, "B": 0.59}])[0]])
        readings = Named(Looks(pair[None, None].astype(np.float32), ["A"], np.zeros(1), np.zeros(1)), [["A", "B"]])
        np.testing.assert_allclose(np.exp(scores_at(readings, 1.0)[0]), [[0.6, 0.39]], atol=1e-6)

    def test_sure_and_wrong_is_answered_by_the_floor(self) -> None:
        rng = np.random.default_rng(1)
        sure = lattice([{"A": 0.9999}, {"": 0.9999}])[0]
        texts = ["A" if rng.random() > 0.05 else "B" for _ in range(300)]
        looks = Looks(np.repeat(sure[None, None, None], 300, 0).astype(np.float32), texts, np.arange(300), np.zeros(300))
        readings = {"sure": Named(looks, [["A"]] * 300)}
        fitted = fit(readings, (0.5, 1.0), (0.0, 0.02, 0.05, 0.2))
        self.assertEqual(fitted.floor, 0.05)
        self.assertLess(fitted.report["sure.ece"], fitted.report["sure.ece.temperatureAlone"])

    def test_no_error_among_few_is_not_taken_for_none_ever(self) -> None:
        p, right = np.full(5, 0.9999), np.full(5, True)
        self.assertLess(careful_loss(p * 0.9, right), careful_loss(p, right))


class Fusion(unittest.TestCase):
    def passing(self, *angles: list[float]) -> Evidence:
        return Evidence(["ABC", "A8C"], np.log(np.array(angles))[:, None], np.full(len(angles), 1e-4), np.ones(len(angles)), "ABC")

    def test_one_angle_alone_keeps_what_it_says(self) -> None:
        evidence = self.passing([0.7, 0.2])
        posterior = fused(said(evidence), evidence.least, evidence.detail)
        self.assertAlmostEqual(posterior.sum(), 1)
        self.assertAlmostEqual(posterior[0], 0.7, delta=0.02)

    def test_two_angles_settle_a_doubt_and_correlation_weakens_them(self) -> None:
        evidence = self.passing([0.55, 0.44], [0.9, 0.05])
        independent, alike = (fused(said(evidence), evidence.least, evidence.detail, Constants(between=b))[0] for b in (0.0, 1.0))
        self.assertGreater(independent, 0.9)
        self.assertLess(alike, independent)
        self.assertEqual(claim(evidence, fused(said(evidence), evidence.least, evidence.detail))[0], "ABC")


if __name__ == "__main__":
    unittest.main()
