/** Alerts to web servers, in the JSON that Alertmanager posts to its receivers. */
package leela.adapters.webhook;
