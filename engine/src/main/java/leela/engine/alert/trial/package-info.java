/** Alerts tried on given series, without an engine. */
package leela.engine.alert.trial;
