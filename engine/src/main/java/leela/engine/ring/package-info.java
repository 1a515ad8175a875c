/** The one ring buffer: slots, the way in for producers, and the graph of the handlers behind it. */
package leela.engine.ring;
