package leela.perf.storage;

import java.nio.file.Path;
import java.time.Duration;
import leela.adapters.embedded.EmbeddedStore;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import org.agrona.LangUtil;

/** Brings the embedded store in a folder, which no engine uses, into its final form: days merged, files compacted. */
final class Compact {

    private Compact() {}

    public static void main(final String[] args) {
        try (EmbeddedStore store = EmbeddedStore.open(
                Path.of(args[0]), Duration.ZERO, new SystemClock(), Counters.inMemory(), LangUtil::rethrowUnchecked)) {
            store.compact();
        }
    }
}
