package leela.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key, set to another value than its default, reaches its own component of the configuration and no other. */
final class ConfigKeysTest {

    /** Key, another value, and what it changes, which is the component of its own name where nothing else is said. */
    private static final String KEYS = """
            leela.node = "another"
            leela.data_dir = "/another" -> leela.dataDir leela.runDir
            leela.run_dir = "/another"
            leela.group = "another"
            engine.ring_size = 131072
            engine.threading = "shared" -> engine.threads
            engine.wait_strategy = "blocking"
            engine.cpus = [1]
            engine.max_series = 1234
            engine.max_new_series = 1234
            udp.enabled = false
            udp.address = "127.0.0.2" -> udp.addresses
            udp.multicast_interface = "eth1"
            udp.port = 1234
            udp.receive_buffer = "1MiB"
            udp.threads = 2
            udp.busy_poll = true
            collectd.enabled = false
            collectd.address = "127.0.0.2" -> collectdUdp.addresses
            collectd.multicast_interface = "eth1"
            collectd.port = 1234
            collectd.receive_buffer = "1MiB"
            collectd.threads = 2
            collectd.busy_poll = true
            collectd.security_level = "sign" + collectd.auth_file = "/another" -> \
                    collectd.securityLevel collectd.authFile
            collectd.auth_file = "/another"
            collectd.types_db = ["/another"]
            collectd.key_template = "{host}.{plugin}.{plugin_instance}.{type}.{type_instance}.{source}"
            collectd.host_separator = "_"
            collectd.instance_separator = "_"
            collectd.replay_window = "5m"
            influx.enabled = true
            influx.address = "127.0.0.2" -> influx.addresses
            influx.udp_port = 1234 -> influx.port
            influx.receive_buffer = "1MiB"
            prometheus.enabled = true -> remoteWrite
            graphite.enabled = true -> graphite.datagrams.enabled graphite.lines.enabled graphite.pickles.enabled
            graphite.address = "127.0.0.2" -> \
                    graphite.datagrams.addresses graphite.lines.addresses graphite.pickles.addresses
            graphite.port = 1234 -> graphite.datagrams.port graphite.lines.port
            graphite.pickle_port = 1234 -> graphite.pickles.port
            graphite.max_connections = 1234 -> graphite.lines.maxConnections graphite.pickles.maxConnections
            graphite.receive_buffer = "1MiB"
            opentsdb.enabled = true
            opentsdb.address = "127.0.0.2" -> opentsdb.addresses
            opentsdb.port = 1234
            opentsdb.max_connections = 1234
            statsd.enabled = true
            statsd.address = "127.0.0.2" -> statsd.udp.addresses
            statsd.port = 1234
            statsd.receive_buffer = "1MiB"
            statsd.socket = "another"
            statsd.flush = "7s"
            statsd.max_names = 1234
            statsd.counters = "another.{name}.{stat}"
            statsd.gauges = "another.{name}"
            statsd.timers = "another.{name}.{stat}"
            statsd.sets = "another.{name}.{stat}"
            http.enabled = false
            http.address = "127.0.0.2"
            http.port = 1234
            http.token_file = "/another"
            http.cors_origin = "https://example.org"
            http.max_body = "2MiB"
            http.rate_limit = 7
            http.tls_certificate = "/another" + http.tls_key = "/one" -> http.tls.certificate http.tls.key
            http.tls_key = "/another" + http.tls_certificate = "/one" -> http.tls.certificate http.tls.key
            timeline.clock = "60s"
            timeline.ttl = "2h"
            timeline.counter_fall = "wrap"
            timeline.databus = "another"
            timeline.multicast = "another"
            timeline.anycast = "another"
            timeline.max_future = "2h"
            timeline.max_past = "2d"
            dmproc.databus = "another"
            dmproc.proc = "another"
            dmproc.parent = "/another"
            dmproc.max_queries = 1234
            dmproc.max_state = "64MiB"
            dmproc.client_buffer = "2MiB"
            storage.backend = "none" -> storageBackend
            storage.resolution = "2s"
            storage.retention = "40d"
            storage.sync_interval = "2s"
            storage.journal_limit = "9GiB"
            storage.batch_size = 1234
            storage.fold_case = true -> keyCase
            cassandra.contact_points = ["127.0.0.2:9042"]
            cassandra.local_datacenter = "another"
            cassandra.keyspace = "another"
            cassandra.replication_factor = 3
            cassandra.consistency = "one"
            cassandra.create_schema = true
            cassandra.username = "another" + cassandra.password_file = "/one" -> \
                    cassandra.username cassandra.passwordFile
            cassandra.password_file = "/another" + cassandra.username = "one" -> \
                    cassandra.username cassandra.passwordFile
            cassandra.security = "required"
            cassandra.certificate = "/another"
            directory.backend = "redis"
            directory.redis_uri = "redis://127.0.0.2:6379"
            directory.password_file = "/another" -> directory.password
            directory.refresh = "7s"
            xmpp.enabled = true + xmpp.password_file = "/another" -> xmpp.enabled xmpp.account.passwordFile
            xmpp.host = "127.0.0.2"
            xmpp.port = 1234
            xmpp.domain = "example.org"
            xmpp.user = "another"
            xmpp.password_file = "/another"
            xmpp.security = "disabled"
            xmpp.certificate = "/another"
            xmpp.rooms = ["room@example.org"]
            xmpp.allow = ["anna@example.org"]
            xmpp.format = "text"
            xmpp.messages_per_minute = 7
            alerts.files = ["/another"]
            alerts.group_wait = "1s"
            alerts.max_waiting = 1234
            alerts.text = "{alert}"
            alerts.link = "https://example.org/"
            alerts.receipt = true
            """;

    private static final Map<String, Object> DEFAULTS = new TreeMap<>();

    static {
        collect("", ConfigFile.defaults().config(), DEFAULTS);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shouldReachItsOwnComponentWhenItIsChanged(final String line) {
        final String[] parts = line.split(" +-> +");
        final String key = parts[0].substring(0, parts[0].indexOf(' '));

        final List<String> changed = changedBy(parts[0]);
        if (parts.length > 1) {
            assertThat(changed).containsExactlyInAnyOrder(parts[1].split(" +"));
        } else {
            final int dot = key.indexOf('.');
            assertThat(changed).hasSize(1);
            assertThat(changed.get(0))
                    .startsWith(key.substring(0, dot))
                    .endsWith("." + camelCase(key.substring(dot + 1)));
        }
    }

    @Test
    void shouldKnowAnotherValueForEachKey() {
        assertThat(keys().stream().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyElementsOf(ConfigFileTest.keys());
    }

    static List<String> keys() {
        return KEYS.lines().toList();
    }

    private static List<String> changedBy(final String line) {
        final Map<String, Object> after = new TreeMap<>();
        collect("", ConfigFile.parse("f", line.replace(" + ", "\n")).config(), after);
        return after.entrySet().stream()
                .filter(one -> !one.getValue().equals(DEFAULTS.get(one.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each component that is no record itself, by its path. */
    private static void collect(final String path, final Object value, final Map<String, Object> components) {
        if (!(value instanceof Record)) {
            components.put(path, value);
            return;
        }
        for (final RecordComponent one : value.getClass().getRecordComponents()) {
            collect(path.isEmpty() ? one.getName() : path + "." + one.getName(), valueOf(one, value), components);
        }
    }

    private static Object valueOf(final RecordComponent component, final Object of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (final ReflectiveOperationException hidden) {
            throw new AssertionError(hidden);
        }
    }

    private static String camelCase(final String key) {
        final String[] words = key.split("_");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
    }
}
