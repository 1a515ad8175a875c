"""What is read of an engine's logs and counters."""
import os
import sys
import unittest

import verbs
from counters import Ledger
from engine import heap_after_gc_mb, stops, told

sys.path.insert(0, verbs.FOLDER)

import hostile  # noqa: E402
import kills  # noqa: E402


class Fixed(Ledger):
    """Counters with these values."""

    def __init__(self, **values):
        self.values = {name.replace("__", "."): value for name, value in values.items()}

    def of(self, label):
        return self.values[label.replace("{source=self}", ".self")]


class EngineTest(unittest.TestCase):

    def test_reads_what_each_collection_left(self):
        log = ("[0.018s][info][gc] Using Parallel\n"
               "[2.105s][info][gc] GC(0) Pause Young (Allocation Failure) 193M->31M(741M) 12.345ms\n"
               "[9.300s][info][gc] GC(1) Concurrent cleanup 310M->120M(512M) 0.123ms\n")
        self.assertEqual([31, 120], heap_after_gc_mb(log))

    def test_reads_the_heap_of_each_collector(self):
        for told, used in ((" PSYoungGen      total 230400K, used 2048K [0x1)\n ParOldGen       total 527360K, used 1024K [0x2)\n", 3),
                           ("Shenandoah Heap\n 6028M max, 6028M soft max, 65536K committed, 4096K used\n", 4),
                           (" garbage-first heap   total 65536K, used 5120K [0x3)\n", 5)):
            self.assertEqual(used, hostile.heap_used_mb(told))

    def test_reads_stops_of_both_jdks(self):
        log = ('[4.1s][info][safepoint] Safepoint "ParallelGCFailedAllocation", Time since last: 412 ns, Reaching safepoint: 5 ns, Cleanup: 3 ns, '
               'At safepoint: 7 ns, Total: 20500000 ns\n'
               '[5.2s][info   ][safepoint   ] Safepoint "ICBufferFull", Time since last: 1 ns, Reaching safepoint: 2 ns, At safepoint: 3 ns, '
               'Leaving safepoint: 4 ns, Total: 100000 ns, Threads: 0 runnable, 30 total\n')
        self.assertEqual([("ParallelGCFailedAllocation", 20.5), ("ICBufferFull", 0.1)], stops(log))

    def test_tells_how_many_stops_there_were_and_the_longest(self):
        self.assertEqual(["none", "2, the longest 3.5 ms"], [told([]), told([3.5, 0.1])])

    def test_takes_what_the_engine_tells_itself_from_what_is_journalled(self):
        self.assertEqual(900, kills.journalled(Fixed(journal__entries__appended=1000, metrics__received__self=100)))

    def test_expects_nothing_where_the_engine_has_journalled_its_own_alone(self):
        self.assertEqual(0, kills.journalled(Fixed(journal__entries__appended=70, metrics__received__self=100)))


if __name__ == "__main__":
    unittest.main()
