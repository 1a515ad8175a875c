package leela.ops.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import leela.engine.alert.registry.LoadedAlerts;
import leela.ops.config.ConfigException;
import leela.ops.config.ConfigFile;
import org.junit.jupiter.api.Test;

/** A configuration that is read again. */
final class ConfigReloadTest {

    private static final LoadedAlerts LOADED = new LoadedAlerts(List.of("a"), List.of("b"), List.of("c"), 4);

    private final List<List<Path>> loaded = new ArrayList<>();
    private String text = "http.port = 5000\n";
    private final ConfigReload reload = new ConfigReload(this::read, read(), files -> {
        loaded.add(files);
        return LOADED;
    });

    @Test
    void shouldLoadAlertsAndTellWhatWaitsForTheNextStart() {
        text = "http.port = 5001\nalerts.files = [\"/a/*.alerts\"]\nalerts.receipt = true\n";

        assertThat(reload.reload()).isEqualTo(new Reloaded(LOADED, List.of("http.port", "alerts.receipt")));
        assertThat(loaded).containsExactly(List.of(Path.of("/a/*.alerts")));
    }

    @Test
    void shouldTellATableThatCameOrWentAsAWhole() {
        text = "[alerts.webhooks.pager]\nurl = \"http://127.0.0.1:1/\"\ntimeout = \"3s\"\n";
        final ConfigFile withPager = read();
        final ConfigReload fromPager = new ConfigReload(this::read, withPager, files -> LOADED);

        assertThat(reload.reload().nextStart())
                .contains("alerts.webhooks.pager")
                .noneMatch(key -> key.startsWith("alerts.webhooks.pager."));
        text = "http.port = 5001\n";
        assertThat(fromPager.reload().nextStart()).containsExactly("http.port", "alerts.webhooks.pager (gone)");
    }

    @Test
    void shouldLoadNothingWhereTheConfigurationIsWrong() {
        text = "http.prot = 1\n";

        assertThatThrownBy(reload::reload)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean http.port?");
        assertThat(loaded).isEmpty();
    }

    @Test
    void shouldSayThatANewRecipientWaitsForTheNextStart() {
        final ConfigReload refusing = new ConfigReload(this::read, read(), files -> {
            throw new ConfigException(List.of("disk.alerts:4: full: no recipient is called pager"));
        });
        assertThatThrownBy(refusing::reload).hasMessageNotContaining("next start");

        text = "[alerts.webhooks.pager]\nurl = \"http://127.0.0.1:1/\"\n";

        assertThatThrownBy(refusing::reload)
                .hasMessageContaining("no recipient is called pager")
                .hasMessageContaining("recipients take effect at the next start, which these wait for: pager");
    }

    private ConfigFile read() {
        return ConfigFile.parse("leela.toml", text);
    }
}
