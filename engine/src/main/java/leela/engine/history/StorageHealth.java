package leela.engine.history;

import java.util.Optional;

/**
 * What those who write to storage, and read from it, may rely on just now.
 * Thread: any; answers from memory.
 */
public interface StorageHealth {

    /** Of storage that has nothing to lose. */
    StorageHealth GOOD = new StorageHealth() {
        @Override
        public Optional<Loss> loss() {
            return Optional.empty();
        }

        @Override
        public boolean isWhole() {
            return true;
        }
    };

    /** Why what comes is lost; empty while it is kept. */
    Optional<Loss> loss();

    /** Whether history holds all it should: after a start not before what an earlier process left has been read. */
    boolean isWhole();

    /**
     * Why what comes is lost.
     *
     * @param isForWantOfRoom whether there is no room, which can be made
     */
    record Loss(boolean isForWantOfRoom, String reason) {}
}
