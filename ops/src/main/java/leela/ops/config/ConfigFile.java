package leela.ops.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import leela.adapters.cassandra.CassandraConfig;
import leela.adapters.xmpp.XmppAccount;
import leela.engine.history.StorageConfig;
import leela.engine.keys.KeyCase;
import leela.engine.runtime.PlainFile;
import leela.engine.runtime.PrintableText;
import leela.io.http.HttpConfig;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.statsd.StatsdSettings;
import leela.io.transport.tcp.TcpConfig;
import leela.io.transport.udp.UdpConfig;

/**
 * Reads leela.toml: every key of every section, with its default where the file leaves it out.
 * Thread: one.
 * Errors: {@link ConfigException} naming file, line and key.
 *
 * @param config   what is in force
 * @param settings the same, key by key, in the order of the reference file
 * @param placed   puts file and line before a sentence that begins with a key
 */
public record ConfigFile(Config config, List<Setting> settings, UnaryOperator<String> placed) {

    /** Where Debian's collectd keeps it; left out where it is not there. */
    private static final String DEFAULT_TYPES_DB = "/usr/share/collectd/types.db";

    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** The two halves of one section. */
    private record Storage(StorageBackend backend, StorageConfig config, Optional<KeyCase> keyCase) {}

    private record Collectd(UdpConfig udp, CollectdConfig packets) {}

    /** Reads a file; its relative paths, and the defaults among them, begin at its folder. */
    public static ConfigFile read(final Path file) {
        try {
            return parse(new TomlDocument(
                    file.toString(), file.toAbsolutePath().getParent(), text(file, PlainFile.read(file))));
        } catch (final NoSuchFileException missing) {
            throw new ConfigException(file + ": no such file", missing);
        } catch (final IOException unreadable) {
            throw new ConfigException(unreadable.getMessage(), unreadable);
        }
    }

    /** Editors of some systems put a mark before the text. */
    private static String text(final Path file, final byte[] bytes) {
        final int wrong = PrintableText.firstRaw(bytes);
        if (wrong >= 0) {
            throw new ConfigException(List.of(file + ":" + lineOf(bytes, wrong)
                    + String.format(Locale.ROOT, ": byte 0x%02x is no UTF-8", bytes[wrong])
                    + " (expected: a file saved in UTF-8, not in Latin-1 or another)"));
        }
        final String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static long lineOf(final byte[] bytes, final int index) {
        return 1 + IntStream.range(0, index).filter(i -> bytes[i] == '\n').count();
    }

    /** No file: every key at its default. */
    public static ConfigFile defaults() {
        return parse("defaults", "");
    }

    /** Reads a text; messages call it {@code source}, and its paths begin where the process works. */
    public static ConfigFile parse(final String source, final String text) {
        return parse(new TomlDocument(source, Path.of(""), text));
    }

    private static ConfigFile parse(final TomlDocument document) {
        final List<Setting> settings = new ArrayList<>();
        final Sections sections = new Sections(document, settings);
        final LeelaConfig leela = sections.next("leela", ConfigFile::leela);
        final EngineConfig engine = sections.next("engine", ConfigFile::engine);
        final UdpConfig udp = sections.next("udp", ConfigFile::udp);
        final Collectd collectd = sections.next("collectd", ConfigFile::collectd);
        sections.udpPort("udp.port", udp);
        sections.udpPort("collectd.port", collectd.udp());
        final UdpConfig influx = sections.next("influx", ConfigFile::influx);
        sections.udpPort("influx.udp_port", influx);
        final boolean remoteWrite = sections.next("prometheus", section -> section.flag("enabled", false));
        final GraphiteConfig graphite = sections.next("graphite", ConfigFile::graphite);
        sections.udpPort("graphite.port", graphite.datagrams());
        sections.tcpPort(graphite.lines());
        sections.tcpPort(graphite.pickles());
        final TcpConfig opentsdb = sections.next("opentsdb", ConfigFile::opentsdb);
        sections.tcpPort(opentsdb);
        final StatsdConfig statsd = sections.next("statsd", ConfigFile::statsd);
        sections.udpPort("statsd.port", statsd.udp());
        final HttpConfig http = sections.next("http", ConfigFile::http);
        sections.tcpPort("http.port", http.enabled(), List.of(http.address()), http.port());
        final TimelineConfig timeline = sections.next("timeline", ConfigFile::timeline);
        final DmprocConfig dmproc = sections.next("dmproc", ConfigFile::dmproc);
        final Storage storage = sections.next("storage", ConfigFile::storage);
        final Config config = new Config(
                leela,
                engine,
                udp,
                collectd.udp(),
                collectd.packets(),
                influx,
                remoteWrite,
                graphite,
                opentsdb,
                statsd,
                http,
                timeline,
                dmproc,
                storage.backend(),
                storage.config(),
                storage.keyCase(),
                sections.next("cassandra", ConfigFile::cassandra),
                sections.next("directory", ConfigFile::directory),
                sections.next("xmpp", ConfigFile::xmpp),
                sections.next("alerts", AlertsSection::read));
        sections.end();
        return new ConfigFile(config, List.copyOf(settings), document::complaint);
    }

    private static LeelaConfig leela(final Section section) {
        final String node = section.textOr("node", hostName());
        final Path dataDir = section.pathOr("data_dir", Path.of("leela-data"));
        return new LeelaConfig(
                node, dataDir, section.pathOr("run_dir", dataDir.resolve("run")), section.text("group", ""));
    }

    private static EngineConfig engine(final Section section) {
        final EngineConfig byDefault = EngineConfig.DEFAULT;
        return new EngineConfig(
                section.number("ring_size", byDefault.ringSize()),
                section.choice("threading", byDefault.threads()),
                section.choice("wait_strategy", byDefault.waitStrategy()),
                section.numbers("cpus", byDefault.cpus()),
                section.number("max_series", byDefault.maxSeries()),
                section.number("max_new_series", byDefault.maxNewSeries()));
    }

    private static UdpConfig udp(final Section section) {
        return port(section, UdpConfig.onLoopback("udp", 6968));
    }

    private static UdpConfig port(final Section section, final UdpConfig byDefault) {
        return new UdpConfig(
                byDefault.section(),
                section.flag("enabled", byDefault.enabled()),
                section.textOrTexts("address", byDefault.addresses()),
                section.text("multicast_interface", byDefault.multicastInterface()),
                section.number("port", byDefault.port()),
                section.size("receive_buffer", byDefault.receiveBuffer()),
                section.number("threads", byDefault.threads()),
                section.flag("busy_poll", byDefault.busyPoll()));
    }

    private static Collectd collectd(final Section section) {
        final CollectdConfig byDefault = CollectdConfig.defaults();
        return new Collectd(
                port(section, UdpConfig.onLoopback("collectd", 25_826)),
                new CollectdConfig(
                        section.choice("security_level", byDefault.securityLevel()),
                        section.pathIfAny("auth_file"),
                        section.paths("types_db", List.of(DEFAULT_TYPES_DB)),
                        section.text("key_template", byDefault.keyTemplate()),
                        section.text("host_separator", byDefault.hostSeparator()),
                        section.text("instance_separator", byDefault.instanceSeparator()),
                        section.timeOr("off", Duration.ZERO, "replay_window", byDefault.replayWindow())));
    }

    private static UdpConfig influx(final Section section) {
        final UdpConfig byDefault = UdpConfig.onLoopback("influx", 8089);
        return new UdpConfig(
                byDefault.section(),
                section.flag("enabled", false),
                section.textOrTexts("address", byDefault.addresses()),
                byDefault.multicastInterface(),
                section.number("udp_port", byDefault.port()),
                section.size("receive_buffer", byDefault.receiveBuffer()),
                byDefault.threads(),
                byDefault.busyPoll());
    }

    private static GraphiteConfig graphite(final Section section) {
        final boolean isEnabled = section.flag("enabled", false);
        final List<String> addresses = section.textOrTexts("address", UdpConfig.LOOPBACK);
        final int port = section.number("port", 2003);
        final int picklePort = section.number("pickle_port", 2004);
        final int connections = section.number("max_connections", TcpConfig.DEFAULT_CONNECTIONS);
        final UdpConfig udp = UdpConfig.onLoopback("graphite", port);
        final int buffer = section.size("receive_buffer", udp.receiveBuffer());
        return new GraphiteConfig(
                new TcpConfig("graphite", "port", isEnabled, addresses, port, connections),
                new TcpConfig("graphite", "pickle_port", isEnabled, addresses, picklePort, connections),
                new UdpConfig("graphite", isEnabled, addresses, "", port, buffer, 1, false));
    }

    private static TcpConfig opentsdb(final Section section) {
        return tcp(section, "opentsdb", 4242);
    }

    /** A section of one TCP port. */
    private static TcpConfig tcp(final Section section, final String name, final int port) {
        return new TcpConfig(
                name,
                "port",
                section.flag("enabled", false),
                section.textOrTexts("address", UdpConfig.LOOPBACK),
                section.number("port", port),
                section.number("max_connections", TcpConfig.DEFAULT_CONNECTIONS));
    }

    private static StatsdConfig statsd(final Section section) {
        final UdpConfig udp = UdpConfig.onLoopback("statsd", 8125);
        final StatsdSettings byDefault = StatsdSettings.DEFAULT;
        return new StatsdConfig(
                new UdpConfig(
                        udp.section(),
                        section.flag("enabled", false),
                        section.textOrTexts("address", udp.addresses()),
                        udp.multicastInterface(),
                        section.number("port", udp.port()),
                        section.size("receive_buffer", udp.receiveBuffer()),
                        udp.threads(),
                        udp.busyPoll()),
                section.text("socket", "statsd"),
                new StatsdSettings(
                        section.time("flush", byDefault.flush()),
                        section.number("max_names", byDefault.maxNames()),
                        section.text("counters", byDefault.counters()),
                        section.text("gauges", byDefault.gauges()),
                        section.text("timers", byDefault.timers()),
                        section.text("sets", byDefault.sets())));
    }

    private static HttpConfig http(final Section section) {
        final HttpConfig byDefault = HttpConfig.DEFAULT;
        return new HttpConfig(
                section.flag("enabled", byDefault.enabled()),
                section.text("address", byDefault.address()),
                section.number("port", byDefault.port()),
                section.pathOr("token_file", Path.of(byDefault.tokenFile())).toString(),
                section.text("cors_origin", byDefault.corsOrigin()),
                section.size("max_body", byDefault.maxBody()),
                section.number("rate_limit", byDefault.rateLimit()),
                new HttpConfig.Tls(
                        section.pathOr("tls_certificate", Path.of("")).toString(),
                        section.pathOr("tls_key", Path.of("")).toString()));
    }

    private static TimelineConfig timeline(final Section section) {
        final TimelineConfig byDefault = TimelineConfig.DEFAULT;
        return new TimelineConfig(
                section.timeOr("auto", TimelineConfig.AUTO, "clock", byDefault.clock()),
                section.time("ttl", byDefault.ttl()),
                section.choice("counter_fall", byDefault.counterFall()),
                section.text("databus", byDefault.databus()),
                section.text("multicast", byDefault.multicast()),
                section.text("anycast", byDefault.anycast()),
                section.time("max_future", byDefault.maxFuture()),
                section.timeOr("off", TimelineConfig.NO_LIMIT, "max_past", byDefault.maxPast()));
    }

    private static DmprocConfig dmproc(final Section section) {
        final DmprocConfig byDefault = DmprocConfig.DEFAULT;
        return new DmprocConfig(
                section.text("databus", byDefault.databus()),
                section.text("proc", byDefault.proc()),
                section.pathOr("parent", Path.of(byDefault.parent())).toString(),
                section.number("max_queries", byDefault.maxQueries()),
                section.bytes("max_state", byDefault.maxState()),
                section.size("client_buffer", byDefault.clientBuffer()));
    }

    private static Storage storage(final Section section) {
        final StorageConfig byDefault = StorageConfig.DEFAULT;
        final StorageBackend backend = section.choice("backend", StorageBackend.EMBEDDED);
        final StorageConfig config = new StorageConfig(
                section.time("resolution", byDefault.resolution()),
                section.time("retention", byDefault.retention()),
                section.time("sync_interval", byDefault.syncInterval()),
                section.bytes("journal_limit", byDefault.journalLimit()),
                section.number("batch_size", byDefault.batchSize()));
        final Optional<KeyCase> keyCase =
                section.flagOr("auto", "fold_case").map(isFolded -> isFolded ? KeyCase.FOLDED : KeyCase.KEPT);
        return new Storage(backend, config, keyCase);
    }

    private static CassandraConfig cassandra(final Section section) {
        final CassandraConfig byDefault = CassandraConfig.DEFAULT;
        return new CassandraConfig(
                section.texts("contact_points", byDefault.contactPoints()),
                section.text("local_datacenter", byDefault.localDatacenter()),
                section.text("keyspace", byDefault.keyspace()),
                section.number("replication_factor", byDefault.replicationFactor()),
                section.choice("consistency", byDefault.consistency()),
                section.flag("create_schema", byDefault.createSchema()),
                section.text("username", byDefault.username()),
                section.pathIfAny("password_file"),
                section.choice("security", byDefault.security()),
                section.pathIfAny("certificate"));
    }

    private static DirectoryConfig directory(final Section section) {
        final DirectoryConfig byDefault = DirectoryConfig.DEFAULT;
        return new DirectoryConfig(
                section.choice("backend", byDefault.backend()),
                section.uri("redis_uri", byDefault.redisUri()),
                section.pathIfAny("password_file"),
                section.time("refresh", byDefault.refresh()));
    }

    private static XmppConfig xmpp(final Section section) {
        final XmppConfig byDefault = XmppConfig.DEFAULT;
        final XmppAccount account = byDefault.account();
        final boolean isEnabled = section.flag("enabled", byDefault.enabled());
        final XmppAccount asked = new XmppAccount(
                section.text("host", account.host()),
                section.number("port", account.port()),
                section.text("domain", account.domain()),
                section.text("user", account.user()),
                section.pathOr("password_file", account.passwordFile()),
                section.choice("security", account.security()),
                section.pathIfAny("certificate"),
                section.texts("rooms", account.rooms()));
        return new XmppConfig(
                isEnabled,
                asked,
                section.texts("allow", byDefault.allow()),
                section.choice("format", byDefault.format()),
                section.number("messages_per_minute", byDefault.messagesPerMinute()));
    }

    /** As the kernel knows it, which asks nobody; elsewhere as the network does. */
    private static String hostName() {
        try {
            return Files.readString(KERNEL_NAME).strip();
        } catch (final IOException notLinux) {
            return resolvedName();
        }
    }

    private static String resolvedName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (final UnknownHostException nameless) {
            return "localhost";
        }
    }
}
