package leela.engine.spi;

/**
 * Where engines that share a directory agree on who tells whom of what. Each change of an alert for each recipient is
 * claimed by one of them; a claim of an engine that lives no more, and that was not told, is the next one's.
 * Thread: one.
 * Errors: {@link DirectoryException} where nobody answers; it may be asked again at any time.
 */
public interface Claims extends AutoCloseable {

    /** So long an engine lives without a sign of it. */
    int LEASE_S = 15;

    /** What is to be done with a change. */
    enum Verdict {
        /** This engine is to tell. */
        OURS,
        /** It is to tell in place of another one, which has ended before it did. */
        TAKEN,
        /** Another one tells, or is about to. */
        OTHERS,
        /** It is told, or never will be. */
        TOLD
    }

    /**
     * A change of an alert, for one recipient, as all engines that see it know it.
     *
     * @param timeNs   of the change; others' may differ by {@code windowNs}
     * @param windowNs 0 where all must know the same time
     */
    record Claim(String alert, String group, String state, String recipient, long timeNs, long windowNs) {}

    /** Claims it, unless somebody else has. */
    Verdict claim(Claim claim) throws DirectoryException;

    /** What this engine has claimed is told, or never will be. */
    void settled(Claim claim) throws DirectoryException;

    /** This engine lives. */
    void renew() throws DirectoryException;

    /** What it has claimed and not told is the next one's. */
    @Override
    void close();
}
