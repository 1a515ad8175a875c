/** Reading datagrams, from whatever kind of socket. */
package leela.io.transport;
