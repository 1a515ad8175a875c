/** Prometheus' remote write, 1.0: its messages. */
package leela.io.input.prometheus;
