package leela.io.journal;

import java.util.Optional;

/**
 * What writers and readers of history may rely on just now.
 * Thread: immutable.
 *
 * @param refusal     empty while what comes is kept; else it is lost, and whoever can be told should be
 * @param nextRefusal why no further file can be made; what comes is kept as long as there is room in those made before
 * @param roomLeft    bytes in those
 * @param isRecovered whether all that an earlier process left has been read: before, history may lack its end
 */
public record JournalState(
        Optional<JournalRefusal> refusal, Optional<JournalRefusal> nextRefusal, long roomLeft, boolean isRecovered) {}
