/** Commands for those who may use an engine. */
package leela.ops.cli.access;
