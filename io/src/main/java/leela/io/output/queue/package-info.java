/** What waits between the query thread and the client of a query. */
package leela.io.output.queue;
