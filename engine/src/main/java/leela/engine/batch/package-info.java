/** From journal entries to chunks: newest points in memory, and what writes them to the store. */
package leela.engine.batch;
