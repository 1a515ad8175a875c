package leela.adapters.chat;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import leela.adapters.chat.Reply.AllDeleted;
import leela.adapters.chat.Reply.Deleted;
import leela.adapters.chat.Reply.Event;
import leela.adapters.chat.Reply.HeldBack;
import leela.adapters.chat.Reply.Listed;
import leela.adapters.chat.Reply.Notice;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.adapters.chat.Reply.Started;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.notify.HeldResults;

/**
 * Sentences for people.
 * Thread: any.
 */
final class TextReplies implements ReplyFormat {

    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Override
    public String write(final Reply reply) {
        if (reply instanceof Started started) {
            return "Watching: " + started.query().statement() + "\nkey="
                    + started.query().key() + "\n" + matching(started.series())
                    + (started.replaced().isEmpty() ? "" : "\nin place of key=" + started.replaced());
        }
        if (reply instanceof Event event) {
            return event.name() + " = " + event.value() + " at " + time(event.timeNs()) + "\n"
                    + event.query().statement();
        }
        if (reply instanceof Listed listed) {
            return listed.queries().isEmpty()
                    ? "You have no queries."
                    : listed.queries().stream()
                            .map(TextReplies::line)
                            .collect(Collectors.joining("\n", "Your queries:\n", ""));
        }
        if (reply instanceof Deleted deleted) {
            return "Ended: key=" + deleted.key();
        }
        if (reply instanceof AllDeleted deleted) {
            return "Ended " + queries(deleted.keys().size()) + ".";
        }
        if (reply instanceof Reply.Said said) {
            return said.sentence();
        }
        if (reply instanceof Refused refused) {
            return "Sorry, " + refused.reason() + ": " + refused.sentence();
        }
        if (reply instanceof Notice notice) {
            return notice.queries().stream()
                    .map(TextReplies::line)
                    .collect(Collectors.joining("\n", notice.sentence() + "\n", ""));
        }
        return heldBack((HeldBack) reply);
    }

    private static String matching(final MatchingSeries.Count series) {
        if (!series.isAll()) {
            return "At least " + series.matching() + " known series match.";
        }
        return switch (series.matching()) {
            case 0 -> "No known series matches.";
            case 1 -> "1 known series matches.";
            default -> series.matching() + " known series match.";
        };
    }

    private static String heldBack(final HeldBack heldBack) {
        return heldBack.events().entrySet().stream()
                .map(TextReplies::count)
                .collect(Collectors.joining("\n", "Too many at once; not sent: " + heldBack.total() + " events\n", ""));
    }

    private static String count(final Map.Entry<Query, HeldResults> counted) {
        final HeldResults results = counted.getValue();
        final String newest = results.newest().stream()
                .map(one -> one.name() + " = " + one.value())
                .collect(Collectors.joining(", ", "\nnewest: ", results.hasMoreSeries() ? ", and of others" : ""));
        return results.count() + " of " + counted.getKey().statement()
                + (results.newest().isEmpty() ? "" : newest);
    }

    private static String line(final Query query) {
        return query.statement() + "\nkey=" + query.key();
    }

    private static String queries(final int count) {
        return count == 1 ? "1 query" : count + " queries";
    }

    private static Instant time(final long timeNs) {
        return Instant.ofEpochSecond(Math.floorDiv(timeNs, NS_PER_SECOND), Math.floorMod(timeNs, NS_PER_SECOND));
    }
}
