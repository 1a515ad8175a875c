/** What tells how the command is used: help, completion by the shell, the manual page. */
package leela.ops.cli.help;
