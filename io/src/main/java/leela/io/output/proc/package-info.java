/** Standing queries of local programs over a unix stream socket, and their client. */
package leela.io.output.proc;
