package leela.adapters.chat;

import java.util.List;
import java.util.Map;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.notify.HeldResults;

/**
 * What is said to a user; how it is written is a {@link ReplyFormat}'s business.
 * Thread: immutable.
 */
sealed interface Reply {

    /** A query of the directory, as users see it. */
    record Query(String key, String statement) {}

    /** The query runs, over so many series for now; in place of the one with a key, where that is not empty. */
    record Started(Query query, MatchingSeries.Count series, String replaced) implements Reply {}

    /** An event left the query; where that is of groups, so many of their series have sent, else 0 of 0. */
    record Event(Query query, String name, double value, long timeNs, int seen, int expected) implements Reply {

        Event(final Query query, final HeldResults.Newest result, final int seen, final int expected) {
            this(query, result.name(), result.value(), result.timeNs(), seen, expected);
        }

        boolean isOfGroup() {
            return expected > 0;
        }
    }

    /** The user's own queries. */
    record Listed(String command, List<Query> queries) implements Reply {}

    /** One query was ended. */
    record Deleted(String command, String key) implements Reply {}

    /** All queries of the user were ended. */
    record AllDeleted(String command, List<String> keys) implements Reply {}

    /** A command about alerts was carried out: the answer in words. */
    record Said(String command, String sentence) implements Reply {}

    /** Nothing was done: why in two words, and in a sentence. */
    record Refused(int status, String reason, String command, String sentence) implements Reply {

        /** Whether what was said is no command, or by somebody who may give none: a program may say it without end. */
        boolean isOfNoCommand() {
            return switch (status) {
                case 400, 403, 413 -> true;
                default -> false;
            };
        }
    }

    /** Something happened to these queries that their owner did not ask for: its name, and a sentence. */
    record Notice(String event, String sentence, List<Query> queries) implements Reply {}

    /** Events that were not sent since the last such message, because they would have been too many. */
    record HeldBack(Map<Query, HeldResults> events) implements Reply {

        long total() {
            return events.values().stream().mapToLong(HeldResults::count).sum();
        }
    }
}
