/** History in a Cassandra cluster that several instances share. */
package leela.adapters.cassandra;
