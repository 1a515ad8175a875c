/** Named counters over one buffer: no metric disappears without a number. */
package leela.engine.counters;
