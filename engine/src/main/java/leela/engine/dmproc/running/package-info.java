/** Standing queries on the live stream: registry, subscriptions, limits. */
package leela.engine.dmproc.running;
