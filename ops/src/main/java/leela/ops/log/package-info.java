/** What every line of the log goes through. */
package leela.ops.log;
