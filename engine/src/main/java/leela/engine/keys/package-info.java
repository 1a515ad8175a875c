/** Keys that have history: how they are looked up, and patterns over them. */
package leela.engine.keys;
