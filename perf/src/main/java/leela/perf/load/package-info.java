/** What a running engine allocates: the eyes of perf/load. */
package leela.perf.load;
