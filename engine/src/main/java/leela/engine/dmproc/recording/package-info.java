/** What becomes of recorded results: who would read his own, and their way back into the ring. */
package leela.engine.dmproc.recording;
