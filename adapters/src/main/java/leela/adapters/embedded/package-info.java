/** History in an embedded RocksDB: nothing to install. */
package leela.adapters.embedded;
