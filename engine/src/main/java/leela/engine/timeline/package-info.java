/** The first handler: from metrics of four types to events. */
package leela.engine.timeline;
