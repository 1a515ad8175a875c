/** What a running engine allocates, thread by thread: read by {@code perf/bench load}. */
package leela.perf.load;
