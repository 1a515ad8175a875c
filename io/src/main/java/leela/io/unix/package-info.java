/** Unix sockets: the databuses, the multicast of events to local peers, standing queries over a stream, and their clients. */
package leela.io.unix;
