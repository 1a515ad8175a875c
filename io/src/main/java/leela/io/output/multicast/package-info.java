/** Every event to local programs that registered a socket of their own. */
package leela.io.output.multicast;
