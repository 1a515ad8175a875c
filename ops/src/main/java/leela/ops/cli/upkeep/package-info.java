/** Commands for the machine and the store of an engine. */
package leela.ops.cli.upkeep;
