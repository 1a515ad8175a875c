/** Alerts by mail. */
package leela.adapters.smtp;
