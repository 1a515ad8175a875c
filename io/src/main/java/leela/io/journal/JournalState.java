package leela.io.journal;

import java.util.Optional;

/**
 * What writers and readers of history may rely on just now.
 * Thread: immutable.
 *
 * @param refusal     empty while what comes is kept; else it is lost, and whoever can be told should be
 * @param isRecovered whether all that an earlier process left has been read: before, history may lack its end
 */
public record JournalState(Optional<JournalRefusal> refusal, boolean isRecovered) {}
