package leela.engine.alert.registry;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.engine.runtime.Clock;
import leela.engine.spi.KeyPattern;

/**
 * The silences that hold now, and what they are of.
 * Thread: its owner's, under its lock.
 * Memory: a pattern for each silence that holds.
 */
final class ActiveSilences {

    private final AlertBook book;
    private final KeyPattern.Compiler patterns;
    private final Clock clock;
    private final Map<Long, KeyPattern> compiled = new HashMap<>();

    ActiveSilences(final AlertBook book, final KeyPattern.Compiler patterns, final Clock clock) {
        this.book = book;
        this.patterns = patterns;
        this.clock = clock;
    }

    /** Those that hold now. */
    List<Silence> all() {
        final long nowNs = clock.timeNs();
        return book.silences().stream().filter(one -> one.untilNs() > nowNs).toList();
    }

    /** The one that would be next, for so long; nobody holds it yet. */
    Silence next(final String regex, final long forNs, final String by, final String text)
            throws AlertRefusedException {
        compile(regex);
        final long nowNs = clock.timeNs();
        return new Silence(book.silenceNumber() + 1, regex, nowNs, nowNs + forNs, by, text);
    }

    /** The one that holds under this number. */
    Silence active(final long id) throws AlertRefusedException {
        return all().stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() -> new AlertRefusedException("There is no silence " + id + "."));
    }

    /** What keeps people from being told; null where nothing does. */
    Silence of(final String alert, final String group) {
        final byte[] alertBytes = alert.getBytes(StandardCharsets.UTF_8);
        final byte[] groupBytes = group.getBytes(StandardCharsets.UTF_8);
        final List<Silence> holding = all();
        if (compiled.size() > holding.size()) {
            compiled.keySet().retainAll(holding.stream().map(Silence::id).toList());
        }
        for (final Silence one : holding) {
            final KeyPattern pattern = compiled.computeIfAbsent(
                    one.id(), id -> patterns.compile(one.regex().getBytes(StandardCharsets.UTF_8)));
            if (pattern.isFoundIn(alertBytes) || pattern.isFoundIn(groupBytes)) {
                return one;
            }
        }
        return null;
    }

    /** How many are kept ready. */
    int patterns() {
        return compiled.size();
    }

    private void compile(final String regex) throws AlertRefusedException {
        try {
            patterns.compile(regex.getBytes(StandardCharsets.UTF_8));
        } catch (final IllegalArgumentException bad) {
            throw new AlertRefusedException(bad.getMessage());
        }
    }
}
