package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.engine.ring.Limits;
import leela.io.input.collectd.KeyTemplate.Field;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTemplateTest {

    private static final String ALL = "{host}{plugin}{plugin_instance}{type}{type_instance}{source}";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // user; host; plugin; plugin instance; type; type instance; source; key
                "''; h; cpu; ''; cpu; ''; ''; h.cpu.cpu",
                "''; h; cpu; 0; cpu; idle; ''; h.cpu-0.cpu-idle",
                "''; h; load; ''; load; ''; midterm; h.load.load.midterm",
                "u; h; disk; vda; disk_ops; x; read; u.h.disk-vda.disk_ops-x.read",
                "''; h; ''; ''; ''; ''; notification; h.notification",
                "''; web.example.org; df; ''; free; ''; ''; web.example.org.df.free"
            })
    void shouldMakeKeysByTheDefaultTemplate(
            final String user,
            final String host,
            final String plugin,
            final String pluginInstance,
            final String type,
            final String typeInstance,
            final String source,
            final String key) {
        final KeyComposer composer = composer(CollectdConfig.DEFAULT_KEY_TEMPLATE, ".", ".");
        final byte[] userBytes = user.getBytes(UTF_8);
        composer.user(new UnsafeBuffer(userBytes), 0, userBytes.length);
        set(composer, Field.HOST, host);
        set(composer, Field.PLUGIN, plugin);
        set(composer, Field.PLUGIN_INSTANCE, pluginInstance);
        set(composer, Field.TYPE, type);
        set(composer, Field.TYPE_INSTANCE, typeInstance);
        composer.source(source.getBytes(UTF_8));
        assertThat(key(composer)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "collectd.{host}.{plugin}.{plugin_instance}.{type}.{type_instance}.{source}; collectd.h.p.pi.t.ti.s",
                "{source}{type_instance}{type}{plugin_instance}{plugin}{host}; stitpiph",
                "{host}/{plugin}[-{plugin_instance}]/{type}[-{type_instance}][:{source}]!; h/p-pi/t-ti:s!",
                "\\[{host}\\]\\{{plugin}\\}\\\\{plugin_instance}{type}{type_instance}{source}; [h]{p}\\pittis",
                "[{user}@]{host}[{plugin}{plugin_instance}][<{type}>][({type_instance},{source})]; hppi<t>(ti,s)",
                "é{host}{plugin}{plugin_instance}{type}{type_instance}{source}; éhppittis"
            })
    void shouldMakeKeysByAnyTemplate(final String template, final String key) {
        final KeyComposer composer = composer(template, ".", ".");
        setAll(composer);
        assertThat(key(composer)).isEqualTo(key);
    }

    @Test
    void shouldLeaveAGroupOutWhereAnyOfItsFieldsIsEmpty() {
        final KeyComposer composer =
                composer("{host}{plugin}{plugin_instance}{type}[<{type_instance},{source}>]", ".", ".");
        setAll(composer);
        composer.noSource();
        assertThat(key(composer)).isEqualTo("hppit");
        composer.source(12_345);
        assertThat(key(composer)).isEqualTo("hppit<ti,12345>");
        set(composer, Field.TYPE_INSTANCE, "");
        assertThat(key(composer)).isEqualTo("hppit");
    }

    @Test
    void shouldFollowEachChangeOfAField() {
        final KeyComposer composer = composer(CollectdConfig.DEFAULT_KEY_TEMPLATE, ".", ".");
        setAll(composer);
        assertThat(key(composer)).isEqualTo("h.p-pi.t-ti.s");
        set(composer, Field.TYPE, "longer");
        assertThat(key(composer)).isEqualTo("h.p-pi.longer-ti.s");
        set(composer, Field.PLUGIN_INSTANCE, "");
        set(composer, Field.TYPE, "t");
        assertThat(key(composer)).isEqualTo("h.p.t-ti.s");
        set(composer, Field.HOST, "other");
        assertThat(key(composer)).isEqualTo("other.p.t-ti.s");
        composer.source(0);
        assertThat(key(composer)).isEqualTo("other.p.t-ti.0");
        assertThat(key(composer)).isEqualTo("other.p.t-ti.0");
        composer.reset();
        set(composer, Field.HOST, "h");
        assertThat(key(composer)).isEqualTo("h");
    }

    /** [collectd 2]. */
    @Test
    void shouldKeepAllSeriesApartByTheTemplateForThat() {
        final String apart = "[{user}/]{host}.{plugin}/{plugin_instance}.{type}/{type_instance}[.{source}]";
        assertThat(keysOf(CollectdConfig.DEFAULT_KEY_TEMPLATE, "", "h", "a", "b", "t", "", ""))
                .isEqualTo(keysOf(CollectdConfig.DEFAULT_KEY_TEMPLATE, "", "h", "a-b", "", "t", "", ""))
                .isEqualTo("h.a-b.t");
        assertThat(keysOf(apart, "", "web-1", "cpu", "0", "cpu", "idle", "")).isEqualTo("web-1.cpu/0.cpu/idle");
        final List<String> names = List.of("", "a", "b", "a-b", "-", "a-");
        final List<String> users = List.of("", "a", "a.a", "a/a");
        final Map<String, List<String>> seen = new HashMap<>();
        for (int i = 0; i < 6 * 6 * 6 * 6 * 6 * 6 * 4; i++) {
            int rest = i;
            final List<String> fields = new ArrayList<>(List.of(users.get(rest % 4)));
            rest /= 4;
            for (int field = 0; field < 6; field++) {
                fields.add(names.get(rest % 6));
                rest /= 6;
            }
            final List<String> other = seen.put(keysOf(apart, fields.toArray(String[]::new)), fields);
            assertThat(other).as("what shares a key with %s", fields).isNull();
        }
    }

    private static String keysOf(final String template, final String... fields) {
        final KeyComposer composer = composer(template, "_", "_");
        final byte[] user = fields[0].getBytes(UTF_8);
        composer.user(new UnsafeBuffer(user), 0, user.length);
        set(composer, Field.HOST, fields[1]);
        set(composer, Field.PLUGIN, fields[2]);
        set(composer, Field.PLUGIN_INSTANCE, fields[3]);
        set(composer, Field.TYPE, fields[4]);
        set(composer, Field.TYPE_INSTANCE, fields[5]);
        composer.source(fields[6].getBytes(UTF_8));
        return key(composer);
    }

    @Test
    void shouldReplaceDotsByTheSeparators() {
        final KeyComposer graphite = composer(CollectdConfig.DEFAULT_KEY_TEMPLATE, "_", ".");
        set(graphite, Field.HOST, "web.example.org");
        set(graphite, Field.PLUGIN_INSTANCE, "eth0.100");
        assertThat(key(graphite)).isEqualTo("web_example_org-eth0.100");
        final KeyComposer unambiguous = composer(CollectdConfig.DEFAULT_KEY_TEMPLATE, "%2E", "%2E");
        set(unambiguous, Field.HOST, "..");
        set(unambiguous, Field.PLUGIN_INSTANCE, "/eth0.100/x");
        assertThat(key(unambiguous)).isEqualTo("%2E%2E-eth0%2E100_x");
    }

    @Test
    void shouldCutAKeyOneByteBehindTheLimit() {
        final KeyComposer composer =
                composer("{host}{plugin}{plugin_instance}{type}{type_instance}{source}", "12345678", "12345678");
        for (final Field field : new Field[] {Field.HOST, Field.PLUGIN, Field.PLUGIN_INSTANCE, Field.TYPE}) {
            set(composer, field, ".".repeat(CollectdDescriptor.MAX_NAME_LENGTH));
        }
        assertThat(composer.compose()).isEqualTo(Limits.MAX_KEY_LENGTH + 1);
        set(composer, Field.PLUGIN_INSTANCE, "");
        set(composer, Field.TYPE, "");
        set(composer, Field.PLUGIN, "p".repeat(8));
        assertThat(composer.compose()).isEqualTo(Limits.MAX_KEY_LENGTH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; {host}; 0",
                "{host}; {plugin}; 6",
                ALL + "{host}; {host} once; 61",
                ALL + "[; ]; 61",
                ALL + "]; [ and a field before ]; 61",
                ALL + "[x]; [ and a field before ]; 63",
                ALL + "[[{user}]]; no [ inside [ ]; 62",
                ALL + "}; { before }; 61",
                ALL + "{nothing}; user, host, plugin, plugin_instance, type, type_instance or source in braces; 61",
                ALL + "{user; user, host, plugin, plugin_instance, type, type_instance or source in braces; 61",
                ALL + "\\; a character behind \\; 61"
            })
    void shouldSayWhatIsWrongWithATemplate(final String template, final String expected, final int column) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyTemplate(template, ".", "."))
                .withMessage(
                        "collectd.key_template: " + template + ", column " + column + " (expected: " + expected + ")");
    }

    private static KeyComposer composer(final String template, final String hostDot, final String instanceDot) {
        final KeyComposer composer = new KeyComposer(new KeyTemplate(template, hostDot, instanceDot));
        composer.reset();
        return composer;
    }

    private static void setAll(final KeyComposer composer) {
        set(composer, Field.HOST, "h");
        set(composer, Field.PLUGIN, "p");
        set(composer, Field.PLUGIN_INSTANCE, "pi");
        set(composer, Field.TYPE, "t");
        set(composer, Field.TYPE_INSTANCE, "ti");
        composer.source("s".getBytes(UTF_8));
    }

    private static void set(final KeyComposer composer, final Field field, final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        composer.set(field, new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static String key(final KeyComposer composer) {
        final byte[] bytes = new byte[composer.compose()];
        composer.key().getBytes(0, bytes);
        return new String(bytes, UTF_8);
    }
}
