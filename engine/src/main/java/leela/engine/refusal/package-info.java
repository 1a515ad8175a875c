/** What was not taken, and why: the last refusals of each input and cause, with who sent them. */
package leela.engine.refusal;
