package leela.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import leela.engine.runtime.NamedThreads;
import leela.ops.config.ConfigFile;
import leela.ops.config.LeelaConfig;
import org.agrona.LangUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client says where the engine does not do what it should. */
@Tag("once")
@Timeout(60)
class ControlClientTest {

    @TempDir
    private Path folder;

    private LeelaConfig config;
    private Path socket;

    @BeforeEach
    void configure() throws IOException {
        config = ConfigFile.parse("test", "leela.data_dir = \"" + folder + "\"")
                .config()
                .leela();
        socket = Files.createDirectory(folder.resolve("run")).resolve("control");
    }

    @Test
    void shouldSayThatNoEngineIsRunning() {
        assertThatThrownBy(this::call)
                .isInstanceOf(ControlException.class)
                .hasMessage("no engine is running on " + folder + ": there is no socket " + socket);
    }

    /** As for a user who may not look into the folder. */
    @Test
    void shouldNotTakeAnEngineForEndedWhoseSocketIsOutOfSight() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));
        assertThat(config.notRunning(file.resolve("control")))
                .startsWith("user " + System.getProperty("user.name") + " may not use " + file.resolve("control"))
                .contains("usermod -aG leela");
    }

    @Test
    void shouldKnowTheSocketOfAnEngineThatWasKilled() throws IOException {
        listen().close();
        assertThatThrownBy(this::call)
                .isInstanceOf(ControlException.class)
                .hasMessage("no engine is running on " + folder + ": nobody listens at " + socket
                        + ", which an engine that was killed has left");
    }

    @Test
    void shouldSayThatTheEngineEnded() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            start(() -> answer(listener, "{\"row\":1}\n{\"sta"));
            assertThatThrownBy(this::call)
                    .isInstanceOf(ControlException.class)
                    .hasMessage(socket + ": the engine ended before it had answered");
        }
    }

    @Test
    void shouldNotWaitForAnEngineThatHangs() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            assertThat(listener.isOpen()).isTrue();
            assertThatThrownBy(this::call)
                    .isInstanceOf(ControlException.class)
                    .hasMessage(socket + ": no answer within 1 s; the engine hangs, or is stopped");
        }
    }

    @Test
    void shouldShowAnErrorWithoutItsControlCharacters() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            start(() -> answer(listener, "{\"status\":\"failed\",\"error\":\"a\\u001b[2J\\nb\"}\n"));
            assertThatThrownBy(this::call).isInstanceOf(ControlException.class).hasMessage("a\\x1b[2J\nb");
        }
    }

    private void call() {
        ControlClient.call(config, ControlLine.object().put("command", "x"), Duration.ofSeconds(1), row -> {});
    }

    private ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    /** Takes one request, says this, and ends. */
    private static void answer(final ServerSocketChannel listener, final String text) {
        try (SocketChannel client = listener.accept()) {
            client.read(ByteBuffer.allocate(ControlLine.MAX_REQUEST));
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final IOException gone) {
            throw new AssertionError(gone);
        }
    }

    private static void start(final Runnable body) {
        NamedThreads.named("test-engine", LangUtil::rethrowUnchecked, body).start();
    }
}
