/** Reading what has been kept: events and documents by key and time. */
package leela.engine.history;
