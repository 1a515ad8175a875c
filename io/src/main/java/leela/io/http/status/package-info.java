/** Counters, liveness and readiness over HTTP. */
package leela.io.http.status;
