/** Formats of one entry a line: how lines are parted, and what is counted of those that cannot be read. */
package leela.io.input.line;
