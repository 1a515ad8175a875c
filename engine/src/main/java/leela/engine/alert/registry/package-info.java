/** Alerts as every other thread sees them: who wrote them, how they stand, who has seen it, what is kept of it. */
package leela.engine.alert.registry;
