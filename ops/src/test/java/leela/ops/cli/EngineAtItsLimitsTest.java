package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.io.output.proc.ProcClient;
import leela.ops.cli.option.ExitStatus;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say where the engine has as many queries, or as much state of them, as it may. */
final class EngineAtItsLimitsTest {

    private static final String LIMITS = "dmproc.max_queries = 2\ndmproc.max_state = '1MiB'\n";
    private static final int SERIES = 2_000;
    private static final int A_DATAGRAM = 50;

    @TempDir
    private Path folder;

    private RunningService running;
    private String file;
    private Path proc;

    @BeforeEach
    void launch() throws IOException {
        running = RunningService.in(folder, LIMITS);
        file = Files.writeString(folder.resolve("client.toml"), "leela.data_dir = 'data'\n" + LIMITS)
                .toString();
        proc = Path.of(running.service().address("dmproc-proc"));
    }

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void shouldSayWhyNoFurtherQueryBegins() throws Exception {
        final Program program = Program.parseSelect("SELECT id FROM ^a;");
        try (ProcClient first = ProcClient.start(proc, program);
                ProcClient second = ProcClient.start(proc, program)) {
            final Invocation third = Invocation.of("query", "SELECT id FROM ^a;", "--count", "1", "-c", file);

            assertThat(third.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(third.err())
                    .contains(
                            "the engine already runs 2 queries, as many as dmproc.max_queries lets it; leela queries");
            assertThat(first).isNotSameAs(second);
        }
    }

    @Test
    void shouldAnswerTheProgramBeyondTheLimitWithStatusOne() throws Exception {
        final Program program = Program.parseSelect("SELECT id FROM ^a;");
        try (ProcClient first = ProcClient.start(proc, program);
                ProcClient second = ProcClient.start(proc, program);
                SocketChannel third = SocketChannel.open(UnixDomainSocketAddress.of(proc))) {
            third.write(ByteBuffer.wrap("\0\22proc match 1|a id;".getBytes(StandardCharsets.ISO_8859_1)));

            final byte[] answer = Channels.newInputStream(third).readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo("\0\tstatus 1;");
            assertThat(first).isNotSameAs(second);
        }
    }

    @Test
    void shouldTellWhomItConcernsThatAQueryFollowsOnlySomeOfItsSeries() throws Exception {
        try (ProcClient query = ProcClient.start(proc, Program.parseSelect("SELECT window 600 (p99) FROM ^st;"))) {
            for (int i = 0; i < SERIES; i += A_DATAGRAM) {
                final StringBuilder datagram = new StringBuilder();
                for (int j = i; j < i + A_DATAGRAM; j++) {
                    datagram.append("gauge ")
                            .append(("st" + j).length())
                            .append("|st")
                            .append(j)
                            .append(" 1 1365500000;");
                }
                running.sendUdp(datagram.toString());
            }
            RunningService.await("the series", () -> running.read(EngineCounter.EMITTED) == SERIES);
            RunningService.await(
                    "that some are left out",
                    () -> Invocation.of("queries", "-c", file)
                            .err()
                            .matches("leela: the query of proc-1 follows only \\d+ of 2000 series that match; "
                                    + "a narrower pattern, .*dmproc.max_state.*\\R"));
            RunningService.await(
                    "the same for programs",
                    () -> Invocation.of("queries", "--json", "-c", file).out().matches("(?s).*\"left_out\":[1-9].*"));
            RunningService.await(
                    "the same of the whole",
                    () -> Invocation.of("status", "-c", file)
                            .out()
                            .contains("1 of 1 follow only some of the series that match: leela queries names them"));
            assertThat(query).isNotNull();
        }
    }
}
