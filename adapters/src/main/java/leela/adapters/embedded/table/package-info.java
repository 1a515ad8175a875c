/** One file of the embedded store by itself, as its repair reads it. */
package leela.adapters.embedded.table;
