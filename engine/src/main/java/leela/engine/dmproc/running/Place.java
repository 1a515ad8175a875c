package leela.engine.dmproc.running;

import leela.engine.series.Series;

/**
 * Where a series would stand in a query that it matches.
 * Thread: the query thread.
 *
 * @param input    which of the query's inputs it is
 * @param name     what results are called; the series itself where they have no name of their own
 * @param group    whose state it would share; null where it has its own
 * @param bytes    what the query would hold more
 * @param obstacle why it cannot be followed whatever room there is; null where nothing stands in the way
 */
record Place(int input, Series name, Group group, long bytes, QuerySink.Shortage obstacle) {}
