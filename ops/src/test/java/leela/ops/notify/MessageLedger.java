package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import leela.ops.admin.NotifyControl;
import leela.ops.config.LeelaConfig;

/**
 * Who was told of which change, how often, and what the engine shows as unconfirmed.
 * Thread: the test's.
 */
public final class MessageLedger {

    private final Map<String, NavigableMap<Long, Integer>> counts = new TreeMap<>();
    private final Set<String> messages = new HashSet<>();
    private final Map<String, Integer> repeated = new HashMap<>();
    private final Map<String, Set<Long>> unconfirmed = new TreeMap<>();
    private final Map<Long, String> changes = new TreeMap<>();

    /** A message in the form of webhooks; {@code id} names it. */
    public void take(final JsonNode message, final String id) {
        final String recipient = message.path("receiver").asText();
        if (!messages.add(id)) {
            repeated.merge(recipient, 1, Integer::sum);
            return;
        }
        for (final JsonNode alert : message.path("alerts")) {
            take(
                    recipient,
                    alert.at("/annotations/number").asLong(),
                    alert.at("/labels/group").asText() + " "
                            + alert.at("/annotations/state").asText());
        }
    }

    /** One change, such as {@code web1 firing}. */
    public void take(final String recipient, final long number, final String change) {
        counts.computeIfAbsent(recipient, name -> new TreeMap<>()).merge(number, 1, Integer::sum);
        final String before = changes.putIfAbsent(number, change);
        assertThat(before == null ? change : before).as("#%s", number).isEqualTo(change);
    }

    /** What the running engine shows as unconfirmed. */
    public void askUnconfirmed(final LeelaConfig engine) {
        for (final JsonNode row : NotifyControl.ask(engine, "", false)) {
            for (final JsonNode number : row.path("numbers")) {
                unconfirmed
                        .computeIfAbsent(row.path("unconfirmed_by").asText(), name -> new TreeSet<>())
                        .add(number.asLong());
            }
        }
    }

    /** The newest change that the recipient was told of; empty before the first. */
    public String newest(final String recipient) {
        return changes.getOrDefault(last(recipient), "");
    }

    /** Its number; 0 before the first. */
    public long last(final String recipient) {
        final NavigableMap<Long, Integer> told = counts.get(recipient);
        return told == null ? 0 : told.lastKey();
    }

    /** How many messages came again under their name. */
    public int repeated(final String recipient) {
        return repeated.getOrDefault(recipient, 0);
    }

    /** Each change up to this number once, or at most once where it is shown as unconfirmed. */
    public void assertOnce(final String recipient, final long last) {
        assertThat(repeated).doesNotContainKey(recipient);
        assertEach(recipient, last);
    }

    /** Each change once, but for messages that came again under their name, and none is left unconfirmed. */
    public void assertAll(final String recipient, final long last) {
        assertThat(unconfirmed).doesNotContainKey(recipient);
        assertEach(recipient, last);
    }

    private void assertEach(final String recipient, final long last) {
        for (long number = 1; number <= last; number++) {
            final int count = count(recipient, number);
            if (isUnconfirmed(recipient, number)) {
                assertThat(count).as("%s #%s, unconfirmed", recipient, number).isLessThanOrEqualTo(1);
            } else {
                assertThat(count).as("%s #%s", recipient, number).isEqualTo(1);
            }
        }
    }

    /** No group is told the same twice in a row: what was forgotten, or told anew, would be. */
    public void assertEachGroupChanges() {
        final Map<String, String> states = new HashMap<>();
        changes.forEach((number, change) -> {
            final String group = change.substring(0, change.indexOf(' '));
            assertThat(change).as("#%s", number).isNotEqualTo(states.put(group, change));
        });
    }

    /** The last change of each group. */
    public Set<String> standing() {
        final Map<String, String> states = new TreeMap<>();
        changes.values().forEach(change -> states.put(change.substring(0, change.indexOf(' ')), change));
        return new TreeSet<>(states.values());
    }

    /** For a table: changes, those told twice, those unconfirmed, and of these those that did not come. */
    public String row(final String recipient, final long last) {
        long twice = 0;
        long doubtful = 0;
        long untold = 0;
        for (long number = 1; number <= last; number++) {
            final int count = count(recipient, number);
            twice += count > 1 ? 1 : 0;
            doubtful += isUnconfirmed(recipient, number) ? 1 : 0;
            untold += count == 0 ? 1 : 0;
        }
        return String.format(Locale.ROOT, "%d | %d | %d | %d", last, twice, doubtful, untold);
    }

    private int count(final String recipient, final long number) {
        return counts.getOrDefault(recipient, Collections.emptyNavigableMap()).getOrDefault(number, 0);
    }

    private boolean isUnconfirmed(final String recipient, final long number) {
        return unconfirmed.getOrDefault(recipient, Set.of()).contains(number);
    }
}
