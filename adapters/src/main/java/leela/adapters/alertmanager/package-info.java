/** Alerts to an Alertmanager, as Prometheus brings them there. */
package leela.adapters.alertmanager;
