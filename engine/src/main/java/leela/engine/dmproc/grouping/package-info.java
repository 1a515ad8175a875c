/** Which series belong together, what their results are called, and what a join makes of several inputs. */
package leela.engine.dmproc.grouping;
