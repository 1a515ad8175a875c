"""The counters file, written here as its picture says, and the same counters over HTTP."""
import os
import struct
import tempfile
import unittest

import counters

TEXT = ("0\tcounter\tmetrics.received\tsource\tudp\tMetrics read\n"
        "4\tcounter\tmetrics.received\tsource\tself\tOwn figures\n"
        "40\tcounter\tmetrics.emitted\t\t\tEvents\n"
        "55\tgauge\tseries.live\t\t\tSeries\n")


def write(folder, magic=counters.MAGIC):
    values = {0: 17, 4: 3, 40: 20, 55: -1}
    begin = 64 * 513
    content = bytearray(begin)
    struct.pack_into("=qqqqqq", content, 0, magic, 4711, 5, 512, begin, len(TEXT))
    for number, value in values.items():
        struct.pack_into("=q", content, 64 * (1 + number), value)
    with open(os.path.join(folder, "counters"), "wb") as file:
        file.write(content + TEXT.encode())


class CountersTest(unittest.TestCase):

    def test_reads_by_label_and_family(self):
        with tempfile.TemporaryDirectory() as folder:
            write(folder)
            read = counters.Counters(folder)
            self.assertEqual(17, read.of("metrics.received{source=udp}"))
            self.assertEqual(-1, read.of("series.live"))
            self.assertEqual(20, read.family("metrics.received"))
            self.assertEqual(17, read.received())
            self.assertEqual(0, read.open())

    def test_refuses_a_file_of_another_version(self):
        with tempfile.TemporaryDirectory() as folder:
            write(folder, magic=counters.MAGIC - 1)
            with self.assertRaisesRegex(ValueError, "no counters of this version"):
                counters.Counters(folder)

    def test_refuses_a_line_of_too_few_fields(self):
        with self.assertRaisesRegex(ValueError, "a line of 3 fields"):
            counters.parse("1\tcounter\ta.b\n")

    def test_reads_what_is_exposed(self):
        text = ('# TYPE leela_metrics_received counter\nleela_metrics_received_total{source="udp"} 17\n'
                'leela_metrics_emitted_total 20\nleela_series_live 3\n# EOF\n')
        self.assertEqual({"metrics_received{source=udp}": 17, "metrics_emitted": 20, "series_live": 3},
                         counters.parse_exposed(text))


if __name__ == "__main__":
    unittest.main()
