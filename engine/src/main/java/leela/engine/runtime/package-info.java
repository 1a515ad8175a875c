/** Threads and time: who may run what, and what the time is. */
package leela.engine.runtime;
