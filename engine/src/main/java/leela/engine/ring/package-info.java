/** The one ring buffer: slots, the door for producers, and the wiring of the handlers behind it. */
package leela.engine.ring;
