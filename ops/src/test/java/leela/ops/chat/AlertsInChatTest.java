package leela.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import leela.adapters.xmpp.Ejabberd;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alert that is written in a chat is told there, in a sentence, once; and what can be said of it. */
@Tag("once")
@Tag("slow")
final class AlertsInChatTest {

    private static final String LEELA = "leela@localhost";

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private Ejabberd server;
    private ChatClient alice;
    private RunningService engine;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled())
                .as("ejabberd and slixmpp are installed")
                .isTrue();
        server = new Ejabberd(folder.resolve("server"), List.of("leela", "alice")).start();
        alice = new ChatClient(folder, server, "alice");
        engine = RunningService.in(
                folder, ChatTest.toml(folder, server, "xmpp.format = \"text\"\nstorage.backend = \"none\"\n"));
        alice.subscribeTo(LEELA);
        alice.awaitPresence("available " + LEELA);
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
            alice.close();
            server.close();
        }
    }

    @Test
    void shouldTellInASentenceAndTakeWhatIsSaidOfIt() throws Exception {
        assertThat(say("ALERT disk WHEN [> 90] FROM ^(.*)\\.df-(.*)$ BY $1, $2 NOTE \"{1}: {2} is {value}% full\";"))
                .startsWith("The alert disk runs. No known series matches. It tells alice@localhost.");
        send(93);
        assertThat(alice.next().body()).startsWith("#1 disk is firing: web1: root is 93% full");
        assertThat(say("SHOW ALERTS;")).startsWith("#1 firing disk web1.root at 93 since ");
        assertThat(say("ACK 1 I look;")).startsWith("#1 (disk web1.root) is marked as seen by alice@localhost");
        assertThat(say("SHOW ALERTS firing FROM ^web;")).endsWith(", seen by alice@localhost: I look");
        send(5);
        assertThat(alice.next().body()).startsWith("#2 disk is ok");
        assertThat(say("SILENCE web1 FOR 1h;")).endsWith("UNSILENCE 1;");
        send(95);
        assertThat(say("UNSILENCE 1;")).startsWith("People are told again");
        assertThat(say("DROP ALERT disk;")).isEqualTo("The alert disk is no more.");
        assertThat(say("DROP ALERT disk;")).isEqualTo("Sorry, not done: There is no alert disk.");
    }

    private String say(final String text) throws Exception {
        alice.say(LEELA, text);
        return alice.next().body();
    }

    private void send(final int value) throws IOException {
        final String number = clock.timeNs() / Clock.NANOS_PER_SECOND + ".0";
        engine.sendUdp("gauge 12|web1.df-root " + value + " " + number + ";");
    }
}
