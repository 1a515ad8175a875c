package leela.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import leela.engine.timeline.CounterFall;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.security.SecurityLevel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference file beside the code's defaults, and what a user sees of a mistake. */
@Tag("once")
class ConfigFileTest {

    private static final String REFERENCE = "/leela.toml";

    @Test
    void shouldHaveTheDefaultsOfTheReferenceFileWhenThereIsNoFile() {
        assertThat(ConfigFile.parse("leela.toml", reference()).config())
                .isEqualTo(ConfigFile.defaults().config());
    }

    @Test
    void shouldListEveryKeyInTheReferenceFile() {
        final List<String> lines = reference().lines().toList();
        String section = "";
        final StringBuilder keys = new StringBuilder();
        for (final String line : lines) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.indexOf(']'));
            } else if (line.contains(" = ") && !line.startsWith("#")) {
                keys.append(section)
                        .append('.')
                        .append(line, 0, line.indexOf(' '))
                        .append('\n');
            }
        }
        assertThat(keys.toString())
                .isEqualTo(ConfigFile.defaults().settings().stream()
                        .map(setting -> setting.section() + "." + setting.key() + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void shouldPrintWhatReadsBackAsTheSame() {
        final String text = """
                [leela]
                node = "a\\"b"
                [timeline]
                clock = "1500ms"
                max_past = "2d"
                [collectd]
                address = ["::1", "239.192.74.66"]
                [engine]
                cpus = [1, 2]
                wait_strategy = "spinning"
                """;
        final ConfigFile first = ConfigFile.parse("first", text);
        final StringBuilder printed = new StringBuilder();
        first.settings()
                .forEach(setting -> printed.append(setting.section())
                        .append('.')
                        .append(setting.key())
                        .append(" = ")
                        .append(setting.value())
                        .append('\n'));

        assertThat(ConfigFile.parse("second", printed.toString()).config()).isEqualTo(first.config());
    }

    @Test
    void shouldReadEachKindOfValue() {
        final Config config = ConfigFile.parse("leela.toml", """
                [engine]
                wait_strategy = "yielding"
                cpus = [0, 1]
                [udp]
                enabled = false
                port = 7000
                receive_buffer = "64KiB"
                [timeline]
                clock = "5s"
                counter_fall = "wrap"
                max_past = "1d"
                """).config();

        assertThat(config.engine().waitStrategy()).isEqualTo(EngineConfig.WaitStrategy.YIELDING);
        assertThat(config.engine().cpus()).containsExactly(0, 1);
        assertThat(config.udp().enabled()).isFalse();
        assertThat(config.udp().port()).isEqualTo(7000);
        assertThat(config.timeline().clock()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.timeline().counterFall()).isEqualTo(CounterFall.WRAP);
        assertThat(config.timeline().limits().maxPastNs())
                .isEqualTo(Duration.ofDays(1).toNanos());
    }

    @Test
    void shouldTakeOneAddressOrSeveral() {
        final Config config = ConfigFile.parse("leela.toml", """
                [udp]
                address = "::"
                [collectd]
                address = ["192.0.2.1", "239.192.74.66"]
                multicast_interface = "eth1"
                """).config();

        assertThat(config.udp().addresses()).containsExactly("::");
        assertThat(config.collectdUdp().addresses()).containsExactly("192.0.2.1", "239.192.74.66");
        assertThat(config.collectdUdp().multicastInterface()).isEqualTo("eth1");
    }

    @Test
    void shouldReadEveryKeyOfCollectd() {
        final CollectdConfig config =
                ConfigFile.parse("leela.toml", """
                [collectd]
                security_level = "encrypt"
                auth_file = "/etc/collectd/auth"
                types_db = ["/a", "/b"]
                key_template = "{user}.{host}.{plugin}.{plugin_instance}.{type}.{type_instance}.{source}"
                host_separator = "_"
                instance_separator = "%"
                replay_window = "5m"
                """).config().collectd();

        assertThat(config)
                .isEqualTo(new CollectdConfig(
                        SecurityLevel.ENCRYPT,
                        Optional.of(Path.of("/etc/collectd/auth")),
                        List.of(Path.of("/a"), Path.of("/b")),
                        "{user}.{host}.{plugin}.{plugin_instance}.{type}.{type_instance}.{source}",
                        "_",
                        "%",
                        Duration.ofMinutes(5)));
    }

    @Test
    void shouldPutSocketsIntoTheRunDirectoryUnlessTheirNameIsAbsolute() {
        final LeelaConfig leela = ConfigFile.parse("leela.toml", "leela.data_dir = \"/srv/leela\"")
                .config()
                .leela();

        assertThat(leela.socket("timeline-databus")).isEqualTo(Path.of("/srv/leela/run/timeline-databus"));
        assertThat(leela.socket("/tmp/elsewhere")).isEqualTo(Path.of("/tmp/elsewhere"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "[udp]|prot = 1                        ~ f:2: udp.prot: unknown key (did you mean udp.port?)",
                "[udp]||treads = 2                     ~ f:3: udp.treads: unknown key (did you mean udp.threads?)",
                "[upd]|port = 1                        ~ f:1: upd: unknown section (did you mean [udp]?)",
                "udp.prot = 1                          ~ f:1: udp.prot: unknown key (did you mean udp.port?)",
                "[directory]|zzz = 1                   ~ f:2: directory.zzz: unknown key (known: backend, "
                        + "password_file, redis_uri, refresh)",
                "udp = 1                               ~ f:1: udp: 1 (expected: a table, [udp])",
                "[udp]|port = \"x\"                    ~ f:2: udp.port: \"x\" (expected: a whole number)",
                "[udp]|port = 1.5                      ~ f:2: udp.port: 1.5 (expected: a whole number)",
                "[udp]|port = 99999999999              ~ f:2: udp.port: 99999999999 (expected: a whole number)",
                "[udp]|enabled = 1                     ~ f:2: udp.enabled: 1 (expected: true or false)",
                "[engine]|cpus = [\"a\"]               ~ f:2: engine.cpus: [\"a\"] (expected: a list of whole numbers)",
                "[engine]|wait_strategy = \"fast\"     ~ f:2: engine.wait_strategy: \"fast\" (expected: auto, "
                        + "inline, blocking, sleeping, yielding, spinning)",
                "[timeline]|clock = 60                 ~ f:2: timeline.clock: 60 (expected: a text in quotes)",
                "[timeline]|clock = \"60\"             ~ f:2: timeline.clock: \"60\" (expected: a time such as "
                        + "\"60s\" or \"1h30m\" (ms, s, m, h, d, w))",
                "[timeline]|ttl = \"999ms\"            ~ f:2: timeline.ttl: 999ms (expected: at least 1s)",
                "[udp]|receive_buffer = \"8MB\"        ~ f:2: udp.receive_buffer: \"8MB\" (expected: a size "
                        + "such as \"8MiB\" (B, KiB, MiB, GiB, TiB))",
                "[udp|port = 1                         ~ f:1: no valid TOML",
                "[udp]|port = 1|port = 2               ~ f:3: no valid TOML: Duplicate key (port is there "
                        + "since line 2;",
                "[udp]|port = 1|[http]|[udp]           ~ f:4: no valid TOML: Table redefined ([udp] is there "
                        + "since line 1;",
                "[udp]|enabled = yes                   ~ f:2: no valid TOML: Unknown token (expected: \"a " + "text",
            })
    void shouldNameFileLineAndKeyOfAMistake(final String text, final String message) {
        assertThatThrownBy(() -> ConfigFile.parse("f", text.strip().replace('|', '\n')))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message.strip());
    }

    /** One value beyond its range for each key that has one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            quoteCharacter = '`',
            value = {
                "engine.ring_size=1000",
                "engine.ring_size=512",
                "engine.cpus=[-1]",
                "engine.max_series=0",
                "engine.max_new_series=-1",
                "udp.port=65536",
                "udp.port=-1",
                "udp.threads=0",
                "collectd.port=65536",
                "collectd.threads=0",
                "http.port=65536",
                "http.max_body=\"0B\"",
                "timeline.clock=\"0s\"",
                "timeline.databus=\"\"",
                "timeline.multicast=\"\"",
                "timeline.anycast=\"\"",
                "dmproc.databus=\"\"",
                "dmproc.proc=\"\"",
                "dmproc.max_queries=0",
                "dmproc.max_state=\"1B\"",
                "dmproc.client_buffer=\"1B\"",
                "storage.batch_size=0",
                "storage.backend=\"oracle\"",
                "cassandra.contact_points=[]",
                "cassandra.keyspace=\"a b\"",
                "cassandra.replication_factor=0",
                "cassandra.local_datacenter=\"\"",
                "cassandra.consistency=\"most\"",
                "directory.redis_uri=\"http://x\"",
                "directory.redis_uri=\"a b\"",
                "directory.refresh=\"0s\"",
                "xmpp.port=0",
                "xmpp.security=\"maybe\"",
                "xmpp.messages_per_minute=0",
                "xmpp.user=\"\"",
                "udp.address=\"\"",
                "udp.address=[]",
                "collectd.address=[\"::1\", \"::1\"]",
                "collectd.host_separator=\"\"",
                "collectd.replay_window=\"4000d\"",
                "xmpp.host=\"\"",
                "xmpp.domain=\"\"",
                "collectd.security_level=\"all\"",
                "timeline.counter_fall=\"up\"",
            })
    void shouldNameTheKeyOfAValueBeyondItsRange(final String key, final String value) {
        assertThatThrownBy(() -> ConfigFile.parse("f", "\n" + key + " = " + value))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f:2: " + key + ": ")
                .hasMessageContaining("(expected: ");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shouldRefuseAValueOfTheWrongTypeForEveryKey(final String key) {
        assertThatThrownBy(() -> ConfigFile.parse("f", key + " = {}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f:1: " + key + ": {} (expected: ");
    }

    static List<String> keys() {
        return ConfigFile.defaults().settings().stream()
                .map(setting -> setting.section() + "." + setting.key())
                .toList();
    }

    @Test
    void shouldRefuseARunDirectoryTooLongForSockets() {
        assertThatThrownBy(() -> ConfigFile.parse("f", "leela.run_dir = \"/" + "x".repeat(88) + "\""))
                .hasMessageStartingWith("f:1: leela.run_dir: /x")
                .hasMessageContaining("at most 88 characters");
    }

    @Test
    void shouldNameAFileThatIsMissing(@TempDir final Path folder) {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.toml")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("none.toml") + ": no such file");
    }

    @Test
    void shouldBeCalledAsTheKernelCallsTheMachine() throws IOException {
        assertThat(ConfigFile.defaults().config().leela().node())
                .isEqualTo(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    }

    @Test
    void shouldReadAFile(@TempDir final Path folder) throws IOException {
        final Path file = Files.writeString(folder.resolve("leela.toml"), "[leela]\nnode = \"web-1\"\n");

        assertThat(ConfigFile.read(file).config().leela().node()).isEqualTo("web-1");
    }

    @Test
    void shouldBeginRelativePathsAtTheFolderOfTheFile(@TempDir final Path folder) throws IOException {
        final Path file = Files.writeString(folder.resolve("leela.toml"), """
                [leela]
                data_dir = "data"
                [collectd]
                auth_file = "auth"
                types_db = ["types.db", "/usr/share/types.db"]
                [http]
                token_file = "token"
                [dmproc]
                parent = "../other/timeline-multicast"
                [cassandra]
                username = "leela"
                password_file = "cassandra"
                certificate = "authority.pem"
                [xmpp]
                password_file = "xmpp"
                certificate = "/etc/authority.pem"
                """);
        final Config config = ConfigFile.read(file).config();

        assertThat(config.leela().dataDir()).isEqualTo(folder.resolve("data"));
        assertThat(config.leela().runDir()).isEqualTo(folder.resolve("data/run"));
        assertThat(config.collectd().authFile()).contains(folder.resolve("auth"));
        assertThat(config.collectd().typesDb())
                .containsExactly(folder.resolve("types.db"), Path.of("/usr/share/types.db"));
        assertThat(config.http().tokenFile()).isEqualTo(folder.resolve("token").toString());
        assertThat(Path.of(config.dmproc().parent())).isEqualTo(folder.resolve("../other/timeline-multicast"));
        assertThat(config.cassandra().passwordFile()).contains(folder.resolve("cassandra"));
        assertThat(config.cassandra().certificate()).contains(folder.resolve("authority.pem"));
        assertThat(config.xmpp().account().passwordFile()).isEqualTo(folder.resolve("xmpp"));
        assertThat(config.xmpp().account().certificate()).contains(Path.of("/etc/authority.pem"));
    }

    @Test
    void shouldBeginTheDefaultFolderAtTheFolderOfTheFile(@TempDir final Path folder) throws IOException {
        final Config config =
                ConfigFile.read(Files.createFile(folder.resolve("leela.toml"))).config();

        assertThat(config.leela().dataDir()).isEqualTo(folder.resolve("leela-data"));
        assertThat(config.http().tokenFile()).as("what stands for none").isEmpty();
        assertThat(config.xmpp().account().passwordFile()).isEqualTo(Path.of(""));
    }

    @Test
    void shouldBeginRelativePathsWhereItIsCalledWithoutAFile() {
        assertThat(ConfigFile.defaults().config().leela().dataDir()).isEqualTo(Path.of("leela-data"));
    }

    private static String reference() {
        try (var resource = ConfigFileTest.class.getResourceAsStream(REFERENCE)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
