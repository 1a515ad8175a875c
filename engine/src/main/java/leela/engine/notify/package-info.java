/** Telling people: what waits for whom, how much of it a minute, and what is summed up instead. */
package leela.engine.notify;
