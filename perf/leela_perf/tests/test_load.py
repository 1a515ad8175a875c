"""Shots and the search for the highest rate that loses nothing, over a server that exists only here."""
import unittest

import load


class Search(load.Load):
    """Loses what is beyond its capacity; sends nothing."""

    def __init__(self, capacity):
        self.capacity, self.near, self.asked = capacity, None, []

    def shot(self, rate, seconds=None):
        rate = rate or 10 * self.capacity
        self.asked.append(rate)
        accepted = min(rate, self.capacity)
        return {"asked": rate, "rate": rate, "accepted_rate": accepted, "loss": 1 - accepted / rate, "multicast_lost": 0,
                "proc_lost": 0}


class LoadTest(unittest.TestCase):

    def test_finds_the_rate_that_is_not_lossy(self):
        for capacity in (50_000, 1_000_000, 4_000_000):
            found = Search(capacity).search()
            self.assertLessEqual(found["asked"], capacity)
            self.assertGreater(found["asked"], capacity / 1.11)

    def test_goes_on_from_what_was_found_before(self):
        search = Search(1_000_000)
        first = search.search()
        asked = len(search.asked)
        self.assertAlmostEqual(first["asked"], search.search()["asked"], delta=first["asked"] * 0.06)
        self.assertLess(len(search.asked) - asked, asked)

    def test_takes_the_median_of_one_figure_over_shots(self):
        self.assertEqual(2.5, load.median([{"cpu": 4}, {"cpu": 1}, {"cpu": 2}, {"cpu": 3}], "cpu"))


if __name__ == "__main__":
    unittest.main()
