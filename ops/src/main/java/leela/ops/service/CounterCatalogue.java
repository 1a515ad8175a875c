package leela.ops.service;

import java.util.ArrayList;
import java.util.List;
import leela.adapters.cassandra.CassandraCounter;
import leela.adapters.chat.ChatCounter;
import leela.adapters.directory.DirectoryCounter;
import leela.adapters.embedded.EmbeddedCounter;
import leela.adapters.xmpp.XmppCounter;
import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescriptions;
import leela.engine.counters.EngineCounter;
import leela.io.http.HttpCounter;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.text.TextCounter;
import leela.io.journal.JournalCounter;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.proc.ProcCounter;

/**
 * Every counter of an engine, each declared beside its owner; a new set is one line here.
 * Thread: immutable.
 * Errors: {@link IllegalArgumentException} where two share an id or a label.
 */
final class CounterCatalogue {

    private static final List<Counter[]> SETS = List.of(
            EngineCounter.values(),
            TextCounter.values(),
            MulticastCounter.values(),
            ProcCounter.values(),
            CollectdCounter.values(),
            JournalCounter.values(),
            HttpCounter.values(),
            EmbeddedCounter.values(),
            CassandraCounter.values(),
            DirectoryCounter.values(),
            ChatCounter.values(),
            XmppCounter.values());

    private CounterCatalogue() {}

    /** All of the engine's, and those of further inputs. */
    static CounterDescriptions with(final List<? extends Counter[]> further) {
        final List<Counter[]> sets = new ArrayList<>(SETS);
        sets.addAll(further);
        return CounterDescriptions.of(sets);
    }

    static CounterDescriptions all() {
        return with(List.of());
    }
}
