/** The configuration, read again by a running engine. */
package leela.ops.reload;
