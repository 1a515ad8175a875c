/** What several commands take and give. */
package leela.ops.cli.option;
