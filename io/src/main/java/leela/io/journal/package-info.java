/** The journal: what has passed the ring, on disk before anything slow sees it. */
package leela.io.journal;
