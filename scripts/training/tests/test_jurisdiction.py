"""What the jurisdiction model learns from, without torch: labels, what is held out, the table of formats."""

import unittest

import numpy as np

from archway_training.jurisdiction.classes import CLASSES, LETTERS, STATES, letter, looks
from archway_training.jurisdiction.draw import SHARES, draw
from archway_training.jurisdiction.formats import bare, series, table
from archway_training.jurisdiction.photograph import SIZE, look
from archway_training.plates.fonts import HELD_OUT, LETTERING


class Labels(unittest.TestCase):
    def test_there_are_51_states_and_any_other(self) -> None:
        self.assertEqual((len(STATES), len(CLASSES), CLASSES[-1]), (51, 52, "xx"))
        self.assertEqual(CLASSES[:2], ("us-ak", "us-al"))

    def test_letters_and_what_is_none(self) -> None:
        self.assertEqual([letter(c) for c in "Az. 7é"], [0, 25, -1, -1, -1, LETTERS.index("e")])

    def test_kinds_are_what_they_say(self) -> None:
        self.assertAlmostEqual(sum(SHARES.values()), 1)
        for seed in range(12):
            own, nameless, strange = (draw(np.random.default_rng(seed), kind=k) for k in ("own", "nameless", "elsewhere"))
            self.assertIn(CLASSES[own.label], STATES)
            self.assertFalse(own.plate.foreign)
            self.assertEqual(nameless.plate.name_seen, 0)
            self.assertEqual(CLASSES[strange.label], "xx")

    def test_a_hidden_name_in_strange_colours_is_of_no_state(self) -> None:
        hidden = [d for d in (draw(np.random.default_rng(s), kind="foreign") for s in range(60)) if d.plate.name_seen <= 0.5]
        self.assertGreater(len(hidden), 0)
        self.assertEqual({CLASSES[d.label] for d in hidden}, {"xx"})


class HeldOut(unittest.TestCase):
    def test_types_of_lettering(self) -> None:
        training = {face for faces in LETTERING.values() for face in faces}
        held = {face for faces in HELD_OUT.values() for face in faces}
        self.assertEqual(training & held, set())
        self.assertEqual(set(LETTERING), set(HELD_OUT))

    def test_looks(self) -> None:
        held = [d for s in STATES for d in looks(s, True)]
        self.assertGreaterEqual(len(held), 8)
        for state in STATES:
            self.assertGreater(len(looks(state, False)), 0, state)
            self.assertEqual(set(looks(state, False)) & set(looks(state, True)), set())


class Looks(unittest.TestCase):
    def test_one_seed_gives_one_look_in_colour(self) -> None:
        plate = np.zeros((144, 288, 3), np.uint8)
        plate[:, :, 0] = 200
        a, b = (look(plate, 2.0, np.random.default_rng(3))[0] for _ in range(2))
        np.testing.assert_array_equal(a, b)
        self.assertEqual(a.shape, (*SIZE, 3))
        middle = a[40:56, 80:110].reshape(-1, 3).mean(0)
        self.assertGreater(middle[0], middle[2] + 40)


    def test_points_of_the_plate_are_found_again_in_the_look(self) -> None:
        plate = np.full((144, 288, 3), 20, np.uint8)
        plate[18:32, 58:74] = 255  # its middle is at (66, 25)
        brighter = []
        for seed in range(20):
            image, places = look(plate, 2.0, np.random.default_rng(seed), np.array([[66 / 288, 25 / 144]]))
            x, y = np.clip(places[0], 0, (191, 95)).astype(int)
            brighter.append(image[y, x].mean() > image[y, min(x + 24, 191)].mean() + 8)
        self.assertGreaterEqual(np.mean(brighter), 0.9)

    def test_letters_stand_where_they_are_said_to(self) -> None:
        inked = []
        for seed in range(25):
            found = draw(np.random.default_rng(seed), kind="own").plate
            h, w = found.image.shape[:2]
            for _, x, y in found.letters:
                part = found.image[max(0, int(y * h) - 8) : int(y * h) + 9, max(0, int(x * w) - 6) : int(x * w) + 7].astype(int)
                inked.append(np.ptp(part.mean(2)) > 30)
        self.assertGreater(len(inked), 100)
        self.assertGreater(np.mean(inked), 0.85)


class Formats(unittest.TestCase):
    def test_separators_and_emblems_are_dropped(self) -> None:
        self.assertEqual(bare("LLD#LDL"), "LLDLDL")
        self.assertEqual(series("`ABC-D12` * **Serial range**: `AEW-T01` to `BFM-Y21` *"), ["LLLLDD"])
        self.assertEqual(series("* - `123A` - `123AB` *"), ["DDDL", "DDDLL"])

    def test_each_state_sums_to_one(self) -> None:
        shares = table({"us-mo": {"masks": ["LLDLDL"], "series": []}, "us-ks": {"masks": ["DDDDLLL"], "series": ["DDDLLL"]}})
        self.assertEqual(tuple(shares), STATES)
        for state, patterns in shares.items():
            self.assertAlmostEqual(sum(patterns.values()), 1, places=6, msg=state)
            self.assertTrue(all(0 < v <= 1 and set(p) <= set("LD") for p, v in patterns.items()), state)
        self.assertEqual(max(shares["us-mo"], key=shares["us-mo"].__getitem__), "LLDLDL")


if __name__ == "__main__":
    unittest.main()
