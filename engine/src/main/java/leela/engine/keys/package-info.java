/** The list of keys that have history, and patterns over it. */
package leela.engine.keys;
