package leela.engine.replay;

import leela.engine.dmproc.figures.QueryOutputs;

/**
 * What a query gave in a replay.
 * Thread: immutable.
 *
 * @param process which of the recorded processes ran it, counted from 1
 * @param id      its number there
 * @param outputs what it gave
 */
public record ReplayedQuery(int process, long id, String owner, String program, QueryOutputs outputs) {}
