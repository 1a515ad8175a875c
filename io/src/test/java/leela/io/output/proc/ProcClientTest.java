package leela.io.output.proc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import leela.engine.dmproc.language.Program;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program is told whose engine dies while it starts a query. */
final class ProcClientTest {

    @TempDir
    private Path folder;

    /** An engine that is killed with the question unread resets the connection, one that has read it ends it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAnEndFromARefusalWhenTheEngineDiesBeforeItAnswers(final boolean hasRead) throws Exception {
        final Path proc = folder.resolve("proc");
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(proc));
            final CompletableFuture<Void> death = CompletableFuture.runAsync(() -> die(engine, hasRead));

            assertThatThrownBy(() -> ProcClient.start(proc, Program.parseSelect("SELECT id FROM ^a;")))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the engine closed the connection before it answered");
            death.join();
        }
    }

    private static void die(final ServerSocketChannel engine, final boolean hasRead) {
        try (SocketChannel client = engine.accept()) {
            final ByteBuffer question = ByteBuffer.allocate(hasRead ? 1024 : 1);
            client.read(question);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
