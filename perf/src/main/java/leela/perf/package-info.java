/** How fast and how small: measured, with the commands that measure it. */
package leela.perf;
