/** What waits for the stream's clock behind the ring, and what watches groups of series there. */
package leela.engine.dmproc.due;
