/** What an engine would say of a configuration or of an entry, found out without one. */
package leela.ops.check;
