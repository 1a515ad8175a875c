/** What the machine gives an engine. */
package leela.ops.host;
