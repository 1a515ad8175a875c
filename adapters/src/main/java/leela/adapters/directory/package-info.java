/** The directory of standing queries in a file of its own, and the JSON that every directory holds. */
package leela.adapters.directory;
