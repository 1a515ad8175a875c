/** The composition root: which parts there are, how they are wired, in which order they start and stop. */
package leela.ops.service;
