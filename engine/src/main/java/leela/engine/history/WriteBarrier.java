package leela.engine.history;

/**
 * Tells when entries are where a process that is killed does not lose them.
 * Thread: any that nobody interrupts.
 */
@FunctionalInterface
public interface WriteBarrier {

    /** Of an engine that keeps nothing: being in the ring is all there is. */
    WriteBarrier NONE = then -> {
        then.run();
        return true;
    };

    /**
     * Runs {@code then}, on whichever thread, once all that was published before this call has been written, or was
     * lost and counted; see {@link StorageHealth#loss}. False where that cannot be told just now, since the ring is
     * full or closed.
     */
    boolean after(Runnable then);
}
