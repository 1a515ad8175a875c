/** How times, numbers and patterns are written in targets and in the names of series. */
package leela.io.http.graphite.text;
