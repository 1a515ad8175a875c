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
import leela.engine.notify.delivery.DeliveryCounter;
import leela.engine.notify.shared.SharedCounter;
import leela.io.http.HttpCounter;
import leela.io.http.live.LiveCounter;
import leela.io.http.prometheus.RemoteReadCounter;
import leela.io.http.v1.V1Counter;
import leela.io.input.line.LineCounter;
import leela.io.input.opentsdb.PostedPointCounter;
import leela.io.input.prometheus.PrometheusCounter;
import leela.io.input.statsd.StatsdCounter;
import leela.io.journal.JournalCounter;
import leela.io.output.multicast.MulticastCounter;
import leela.io.output.proc.ProcCounter;
import leela.io.transport.tcp.TcpCounter;
import leela.ops.admin.ControlCounter;
import leela.ops.host.DataDirCounter;
import leela.ops.input.TcpInput;
import leela.ops.input.UdpInput;
import leela.ops.notify.WayCounter;

/**
 * Every counter of an engine, each declared beside its owner; those of inputs come with them.
 * Thread: immutable.
 * Errors: {@link IllegalArgumentException} where two share an id or a label.
 */
final class CounterCatalogue {

    private static final List<Counter[]> SETS = List.of(
            EngineCounter.values(),
            MulticastCounter.values(),
            ProcCounter.values(),
            JournalCounter.values(),
            LineCounter.values(),
            TcpCounter.values(),
            StatsdCounter.values(),
            HttpCounter.values(),
            V1Counter.values(),
            LiveCounter.values(),
            PrometheusCounter.values(),
            RemoteReadCounter.values(),
            PostedPointCounter.values(),
            EmbeddedCounter.values(),
            CassandraCounter.values(),
            DirectoryCounter.values(),
            DeliveryCounter.values(),
            SharedCounter.values(),
            ChatCounter.values(),
            XmppCounter.values(),
            WayCounter.values(),
            ControlCounter.values(),
            DataDirCounter.values());

    private CounterCatalogue() {}

    /** Of an engine with these inputs. */
    static CounterDescriptions with(final List<UdpInput> inputs, final List<TcpInput> connected) {
        final List<Counter[]> sets = new ArrayList<>(SETS);
        inputs.forEach(input -> sets.add(input.counters()));
        connected.forEach(input -> sets.add(input.counters()));
        return CounterDescriptions.of(sets);
    }
}
