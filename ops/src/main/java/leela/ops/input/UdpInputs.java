package leela.ops.input;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import leela.engine.counters.Counters;
import leela.io.input.DatagramProtocol;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdProtocol;
import leela.io.input.collectd.CollectdSettings;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.graphite.GraphiteDatagrams;
import leela.io.input.influx.InfluxCounter;
import leela.io.input.influx.InfluxProtocol;
import leela.io.input.text.TextCounter;
import leela.io.input.text.TextProtocol;
import leela.ops.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocols that the engine takes over UDP; another that has its section of the configuration is one line here.
 * Thread: the one that builds the service.
 */
public final class UdpInputs {

    private static final Logger LOG = LoggerFactory.getLogger(UdpInputs.class);

    private UdpInputs() {}

    public static List<UdpInput> of(final Config config) {
        return List.of(
                new UdpInput(config.udp(), TextCounter.values(), TextCounter.KERNEL_DROPS, any -> TextProtocol.UDP),
                new UdpInput(
                        config.collectdUdp(),
                        CollectdCounter.values(),
                        CollectdCounter.KERNEL_DROPS,
                        counters -> collectd(config.collectd(), counters)),
                new UdpInput(config.influx(), InfluxCounter.values(), InfluxCounter.KERNEL_DROPS, InfluxProtocol::new),
                new UdpInput(
                        "graphite-udp",
                        config.graphite().datagrams(),
                        GraphiteCounter.values(),
                        GraphiteCounter.KERNEL_DROPS,
                        any -> new GraphiteDatagrams()));
    }

    private static DatagramProtocol collectd(final CollectdConfig asked, final Counters counters) {
        return new CollectdProtocol(collectdSettings(asked, counters));
    }

    /**
     * What all that read of collectd share, of the files that are there; {@link IllegalArgumentException} where one
     * cannot be read.
     */
    public static CollectdSettings collectdSettings(final CollectdConfig asked, final Counters counters) {
        final List<Path> typesDb =
                asked.typesDb().stream().filter(UdpInputs::isThere).toList();
        return new CollectdSettings(asked.withTypesDb(typesDb), counters);
    }

    private static boolean isThere(final Path typesDb) {
        if (Files.exists(typesDb)) {
            return true;
        }
        LOG.warn("event=types_db_missing file={} note=\"values of types go by index\"", typesDb);
        return false;
    }
}
