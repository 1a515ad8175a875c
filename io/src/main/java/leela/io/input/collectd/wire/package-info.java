/** The layout of collectd's packets, and look-ups by names where they lie in one. */
package leela.io.input.collectd.wire;
