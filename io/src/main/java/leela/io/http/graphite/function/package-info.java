/** Functions over series, as dashboards write them in targets. */
package leela.io.http.graphite.function;
