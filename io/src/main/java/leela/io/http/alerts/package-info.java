/** Alerts over HTTP: which are open, who has seen them, what is silenced. */
package leela.io.http.alerts;
