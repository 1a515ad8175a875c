/** Keys as a tree of nodes with points between them, and as series with tags. */
package leela.io.http.graphite.path;
