/**
 * Standing queries followed over HTTP, as server-sent events. What a query gives waits in a bounded queue of its
 * stream; a thread looks at all of them twenty times a second, so neither a result nor a slow reader costs the query
 * thread more than that queue's write.
 */
package leela.io.http.live;
