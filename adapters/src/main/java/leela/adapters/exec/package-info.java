/** Alerts to a program. */
package leela.adapters.exec;
