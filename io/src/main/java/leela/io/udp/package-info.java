/** UDP: sockets and their threads, and what the kernel drops before them. */
package leela.io.udp;
