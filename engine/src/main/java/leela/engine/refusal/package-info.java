/** What was not taken, and why: the last refusals of each door and cause, with who sent them. */
package leela.engine.refusal;
