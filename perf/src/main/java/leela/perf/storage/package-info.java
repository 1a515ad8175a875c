/** What storage costs and holds: the way from the ring to the disk, restarts, sizes, reads. */
package leela.perf.storage;
