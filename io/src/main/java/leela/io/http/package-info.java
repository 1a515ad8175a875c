/**
 * The HTTP server, on Netty; what it answers is brought by APIs, each a package below this one;
 * {@code access}, which is none, tells who may ask.
 *
 * <p>One thread, {@code leela-http}, owns all connections, and the ring's producer; workers read history, a page at a
 * time, so neither a slow disk nor a slow reader holds anybody up. A connection has one request in work at a time:
 * pipelined ones wait in the socket, so answers keep their order and cost no memory.
 */
package leela.io.http;
