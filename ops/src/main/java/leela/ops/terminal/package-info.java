/** What a person sees on a terminal: charts, tables, times. */
package leela.ops.terminal;
