/** The command line: one class a sub-command. */
package leela.ops.cli;
