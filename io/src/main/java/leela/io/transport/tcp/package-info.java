/** Connections that bring entries: their limits, and the thread that reads them. */
package leela.io.transport.tcp;
