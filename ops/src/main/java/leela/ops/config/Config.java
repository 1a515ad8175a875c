package leela.ops.config;

import java.util.Optional;
import leela.adapters.cassandra.CassandraConfig;
import leela.engine.history.StorageConfig;
import leela.engine.keys.KeyCase;
import leela.engine.ring.Limits;
import leela.engine.ring.Source;
import leela.io.http.HttpConfig;
import leela.io.input.collectd.CollectdConfig;
import leela.io.transport.tcp.TcpConfig;
import leela.io.transport.udp.UdpConfig;

/**
 * What is in force, one record a section of the file; [collectd] gives two, one of its sockets and one of how packets
 * are read.
 * Thread: immutable.
 *
 * @param keyCase how keys are to be stored; empty for as it is done where they are
 */
public record Config(
        LeelaConfig leela,
        EngineConfig engine,
        UdpConfig udp,
        UdpConfig collectdUdp,
        CollectdConfig collectd,
        UdpConfig influx,
        boolean remoteWrite,
        GraphiteConfig graphite,
        TcpConfig opentsdb,
        StatsdConfig statsd,
        HttpConfig http,
        TimelineConfig timeline,
        DmprocConfig dmproc,
        StorageBackend storageBackend,
        StorageConfig storage,
        Optional<KeyCase> keyCase,
        CassandraConfig cassandra,
        DirectoryConfig directory,
        XmppConfig xmpp,
        AlertsConfig alerts) {

    /** What may come in; of what is stored, nothing that is over its retention already. */
    public Limits limits(final Source source) {
        final boolean isKept =
                storageBackend == StorageBackend.NONE || storage.retention().isZero() || source.isForQueries();
        return isKept
                ? timeline.limits()
                : timeline.limits().noOlderThan(storage.retention().toNanos());
    }
}
