/** UDP: sockets, their threads, and what the kernel dropped before them. */
package leela.io.transport.udp;
