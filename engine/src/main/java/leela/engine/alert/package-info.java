/** Alerts: standing queries that have states in place of a stream of results. */
package leela.engine.alert;
