"""The command perf/bench."""
import os
import subprocess
import unittest

import verbs

BENCH = os.path.join(os.path.dirname(os.path.dirname(verbs.FOLDER)), "bench")


def bench(*arguments):
    return subprocess.run([BENCH, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


class BenchTest(unittest.TestCase):

    def test_lists_every_verb_with_what_it_answers(self):
        listed = bench("--help").stdout
        for name, verb in verbs.ALL.items():
            self.assertRegex(listed, "(?m)^  %s +.{10,}" % name)
            self.assertTrue(os.path.exists(os.path.join(verbs.FOLDER, verb.file)), name)

    def test_has_no_program_that_is_no_verb(self):
        files = {file for file in os.listdir(verbs.FOLDER) if file.endswith((".py", ".sh")) and file != "__init__.py"}
        self.assertEqual({verb.file for verb in verbs.ALL.values()}, files)

    def test_names_the_nearest_verb(self):
        done = bench("latncy")
        self.assertEqual(2, done.returncode)
        self.assertIn("did you mean latency?", done.stderr)

    def test_asks_for_a_verb(self):
        done = bench()
        self.assertEqual(2, done.returncode)
        self.assertEqual("", done.stdout)

    def test_helps_with_every_verb_in_python(self):
        for name, verb in verbs.ALL.items():
            if verb.file.endswith(".py") and name != "charts":
                done = bench(name, "--help")
                self.assertEqual(0, done.returncode, name + done.stderr)
                self.assertIn("usage:", done.stdout)


if __name__ == "__main__":
    unittest.main()
