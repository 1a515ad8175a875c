/** Unix datagram sockets that are read into a decoder, and the client that writes to one. */
package leela.io.transport.unix;
