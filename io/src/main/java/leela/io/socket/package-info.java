/** Sockets below a protocol: datagrams in batches, unix socket paths, calls the JDK does not offer. */
package leela.io.socket;
