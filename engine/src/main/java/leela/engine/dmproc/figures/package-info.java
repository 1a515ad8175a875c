/** What is told of a running query: what it has given, as two runs can be compared, and what an event costs it. */
package leela.engine.dmproc.figures;
