/** Points of a range summed up in buckets of time, as they are read. */
package leela.engine.history.aggregation;
