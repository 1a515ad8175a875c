/** Telling of alerts, once to each recipient: what waits for whom, what is on the disk before it is sent, outcomes. */
package leela.engine.notify.delivery;
