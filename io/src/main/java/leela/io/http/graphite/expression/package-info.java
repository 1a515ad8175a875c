/** The language of targets: paths, calls of functions, and literals. */
package leela.io.http.graphite.expression;
