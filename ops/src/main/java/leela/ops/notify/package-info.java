/** The ways out of alerts that the configuration names, and what brings messages to them. */
package leela.ops.notify;
