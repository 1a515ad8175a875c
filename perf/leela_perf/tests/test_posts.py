"""What perf/bench posts and graphite send, and how servers are compared."""
import sys
import time
import unittest

import peers
import verbs

sys.path.insert(0, verbs.FOLDER)

import graphite  # noqa: E402
import posts  # noqa: E402


class PostsTest(unittest.TestCase):

    def test_renders_lines_that_lack_only_their_second(self):
        for part in posts.rendered_lines():
            lines = part.replace(posts.SECOND, b"1795915200").decode().splitlines()
            self.assertEqual(posts.HOSTS, len(lines))
            for line in lines:
                self.assertRegex(line, r"^cpu,host=web-\d{3},region=\S+ (usage_\w+=\d+\.\d\d,?){10} 1795915200000000000$")

    def test_leaves_room_for_a_time_of_remote_write(self):
        self.assertEqual(len(posts.MILLISECOND), len(posts.varint(int(time.time()) * 1000)))
        for part in posts.rendered_requests():
            self.assertEqual(posts.SERIES, part.count(posts.MILLISECOND))

    def test_frames_a_block_that_is_not_compressed(self):
        block = posts.snappy(b"x" * 70_000)
        self.assertEqual(posts.varint(70_000), block[:3])
        self.assertEqual(70_000 + 3 + 2 * 3, len(block))

    def test_renders_lines_of_graphite(self):
        for part in graphite.rendered():
            lines = part.replace(graphite.SECOND, b"1795915200").decode().splitlines()
            self.assertEqual(graphite.SERIES, len({line.split()[0] for line in lines}))
            self.assertTrue(all(line.split()[2] == "1795915200" for line in lines))

    def test_compares_with_the_best_of_the_others_in_each(self):
        found = {"one": [(4, 0.5), (2, 0.4), (9, 0.9)], "fast": [(8, 2)], "small": [(1, 0.25)]}
        self.assertEqual("x: 0.50 times the rate of the fastest other, 2.00 times the CPU a point of the one that takes least",
                         peers.verdict("x", found))


if __name__ == "__main__":
    unittest.main()
