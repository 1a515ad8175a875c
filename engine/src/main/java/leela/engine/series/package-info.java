/** Series, and the table that finds them by key bytes without locks. */
package leela.engine.series;
