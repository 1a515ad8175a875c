/** Values on their way into fewer points. */
package leela.io.http.graphite.joining;
