/** How long a metric takes from its sender to those who wait for it. */
package leela.perf.latency;
