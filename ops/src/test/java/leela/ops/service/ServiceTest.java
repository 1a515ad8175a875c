package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.language.Program;
import leela.engine.refusal.Refusal;
import leela.engine.runtime.SystemClock;
import leela.io.input.collectd.wire.CollectdCounter;
import leela.io.input.text.TextCounter;
import leela.io.output.proc.Event;
import leela.io.output.proc.ProcClient;
import leela.ops.admin.RefusedControl;
import leela.ops.config.Config;
import leela.ops.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole service: what it opens, refuses, counts, and leaves behind. */
class ServiceTest {

    @TempDir
    private Path folder;

    /** Storage's part of the configuration: the embedded store's by default. */
    String storage() {
        return "";
    }

    private RunningService run(final String toml) {
        return RunningService.in(folder, storage() + toml);
    }

    /** Two machines of one name, as it happens where a configuration was copied. */
    @Test
    void shouldNameTwoAddressesThatFeedOneSeriesInTurn() throws IOException {
        try (RunningService running = run("");
                DatagramSocket one = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0));
                DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.3", 0))) {
            final InetSocketAddress to = new InetSocketAddress("127.0.0.1", running.port("udp"));
            for (int i = 0; i < 4; i++) {
                final byte[] sample =
                        ("gauge 3|abc " + i % 2 * 1000 + " 136550000" + i + ";").getBytes(StandardCharsets.US_ASCII);
                (i % 2 == 0 ? one : other).send(new DatagramPacket(sample, sample.length, to));
            }
            RunningService.await("all", () -> running.read(EngineCounter.EMITTED) == 4);

            assertThat(running.read(EngineCounter.SAMPLES_CONFLICTING)).isEqualTo(2);
            final List<Refusal> told = RefusedControl.ask(running.config().leela());
            assertThat(told)
                    .extracting(Refusal::source, Refusal::cause, Refusal::key)
                    .containsOnly(tuple("udp", "senders", "abc"));
            assertThat(told.toString()).contains("127.0.0.2", "127.0.0.3");
        }
    }

    @Test
    void shouldCountWhatCameThroughEachDoor() throws IOException {
        try (RunningService running = run("")) {
            running.sendUdp("gauge 3|abc 1.5 1365500000.0;");
            running.sendDatabus("gauge 3|abc 2.5 1365500001.0;event 3|abc 3.5 1365500002.0;");
            RunningService.await("both", () -> running.read(EngineCounter.EMITTED) == 3);

            assertThat(running.read(TextCounter.RECEIVED_UDP)).isEqualTo(1);
            assertThat(running.read(TextCounter.RECEIVED_DATABUS)).isEqualTo(2);
            assertThat(running.read(EngineCounter.SERIES)).isEqualTo(1);
        }
    }

    @Test
    void shouldBalanceTheLedgerWhenGarbageIsMixedIn() throws IOException {
        final long seed = new SystemClock().timeNs();
        final SplittableRandom random = new SplittableRandom(seed);
        try (RunningService running = run("");
                DatagramSocket socket = new DatagramSocket()) {
            final int rounds = 200;
            for (int i = 0; i < rounds; i++) {
                send(
                        socket,
                        running.port("udp"),
                        ("gauge 1|a " + i + " 1365500000.0;derive 1|b 5 1;nonsense;")
                                .getBytes(StandardCharsets.US_ASCII));
                send(socket, running.port("udp"), garbage(random));
                send(socket, running.port("collectd"), garbage(random));
                running.sendDatabus("absolute 1|c 1 " + i + ";counter 1|d x 1;data 1|e 2|{} 1.0;");
            }
            RunningService.await(
                    "all datagrams",
                    () -> running.read(TextCounter.DATAGRAMS) == 2 * rounds
                            && running.read(CollectdCounter.DATAGRAMS) == rounds
                            && running.read(TextCounter.DATABUS_DATAGRAMS) == rounds);
            RunningService.await(
                    "balance, with seed " + seed, () -> running.service().drain() && running.imbalance() == 0);

            assertThat(running.service().counters().sum("metrics.rejected")).isGreaterThanOrEqualTo(2 * rounds);
            assertThat(running.service().counters().sum("metrics.absorbed")).isGreaterThanOrEqualTo(rounds);
            assertThat(running.read(EngineCounter.EMITTED)).isGreaterThanOrEqualTo(2 * rounds);
        }
    }

    @Test
    void shouldRecordWhatGroupsGive() throws Exception {
        try (RunningService running = run("");
                ProcClient recording = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parseSelect(
                                "RECORD SELECT window 2 (sum) FROM ^(.*)\\.cpu-\\d$ BY $1 AS \"{1}.busy\";"));
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parseSelect("SELECT (* 2) FROM busy$;"))) {
            running.sendUdp("gauge 9|web.cpu-0 1 1365500000; gauge 9|web.cpu-1 2 1365500001;");

            final Event busy = new Event("web.busy".getBytes(StandardCharsets.US_ASCII), 3, 1_365_500_001_000_000_000L);
            assertThat(recording.next()).isEqualTo(busy);
            assertThat(query.next()).isEqualTo(new Event(busy.key(), 6, busy.timeNs()));
            RunningService.await(
                    "the recorded point to be readable",
                    () -> running.service().counters().read(EngineCounter.HISTORY_HELD) >= 3);
            assertThat(running.read(EngineCounter.RECEIVED_RECORDED)).isOne();
        }
    }

    @Test
    void shouldShowEventsOfEveryDoorToAStandingQuery() throws Exception {
        try (RunningService running = run("");
                ProcClient query = ProcClient.start(
                        Path.of(running.service().address("dmproc-proc")),
                        Program.parseSelect("SELECT (* 2) FROM ^web;"))) {
            running.sendUdp("gauge 5|other 1 1365500000.0; gauge 5|web-1 1.5 1365500000.25;");
            assertThat(query.next())
                    .isEqualTo(new Event("web-1".getBytes(StandardCharsets.US_ASCII), 3.0, 1_365_500_000_250_000_000L));
            running.sendDatabus("event 5|web-2 2 1365500001;");
            assertThat(query.next())
                    .isEqualTo(new Event("web-2".getBytes(StandardCharsets.US_ASCII), 4.0, 1_365_500_001_000_000_000L));
        }
    }

    @Test
    void shouldLetStoringStepBackBehindReceiving() throws IOException {
        try (RunningService running = run("")) {
            running.sendUdp("gauge 3|abc 1.5 1365500000.0;");
            RunningService.await("the batcher's work", () -> running.read(EngineCounter.HISTORY_READ) == 1);
            assertThat(niceOf("leela-batcher")).isEqualTo(10);
            assertThat(niceOf("leela-udp-0")).isZero();
            assertThat(niceOf("leela-http")).isZero();
        }
    }

    /**
     * What nice(1) says of a thread of this process, or -1 if there is none of the name; proc(5) has the fields of
     * stat.
     */
    private static int niceOf(final String thread) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(ServiceTest::stat)
                    .filter(stat -> stat.contains("(" + thread + ")"))
                    .mapToInt(stat -> Integer.parseInt(
                            stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]))
                    .findFirst()
                    .orElse(-1);
        }
    }

    /** Empty for a thread that has ended since it was listed. */
    private static String stat(final Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (final IOException ended) {
            return "";
        }
    }

    @Test
    void shouldAnswerPing() throws IOException {
        try (RunningService running = run("");
                DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5000);
            send(socket, running.port("udp"), "ping\n".getBytes(StandardCharsets.US_ASCII));
            final DatagramPacket answer = new DatagramPacket(new byte[16], 16);
            socket.receive(answer);

            assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII))
                    .isEqualTo("pong");
        }
    }

    @Test
    void shouldLeaveNoSocketAndNoLockWhenClosed() throws IOException {
        final Path run = folder.resolve("data/run");
        try (RunningService running = run("")) {
            assertThat(Files.exists(Path.of(running.service().address("timeline-databus"))))
                    .isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
                    .isEqualTo("rwxr-x---");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                    .isEqualTo("rwxr-x---");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve("timeline-databus"))))
                    .isEqualTo("rw-rw----");
        }
        try (var left = Files.list(run)) {
            assertThat(left).isEmpty();
        }
        try (RunningService again = run("")) {
            assertThat(again.service().listeners()).isNotEmpty();
        }
    }

    @Test
    void shouldRefuseFoldersThatEveryUserMayWriteTo() throws IOException {
        final Path open = Files.createDirectory(folder.resolve("open"));
        for (final String mode : List.of("0777", "0703")) {
            chmod(mode, open);
            assertThatThrownBy(() -> run("leela.run_dir = \"" + open + "\""))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("leela.run_dir: every user may write to the folder " + open)
                    .hasMessageEndingWith("run chmod o-w " + open);
            assertThatThrownBy(() -> run("dmproc.proc = \"" + open.resolve("proc") + "\""))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("every user may write here");
        }
        final Path data = folder.resolve("data");
        chmod("0757", data);
        assertThatThrownBy(() -> run(""))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("leela.data_dir: every user may write to the folder " + data);
    }

    @Test
    void shouldTakeARunDirLikeTmpWhereEachHasHisOwn() throws IOException {
        final Path sticky = Files.createDirectory(folder.resolve("sticky"));
        chmod("1777", sticky);
        try (RunningService running = run("leela.run_dir = \"" + sticky + "\"")) {
            assertThat(running.service().address("control"))
                    .isEqualTo(sticky.resolve("control").toString());
        }
    }

    private static void chmod(final String mode, final Path path) throws IOException {
        Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8));
    }

    @Test
    void shouldSeeThroughWhatCameInBeforeItIsClosed() throws IOException {
        final Counters counters;
        try (RunningService running = run("")) {
            for (int i = 0; i < 100; i++) {
                running.sendDatabus("gauge 1|a " + i + " 1365500000.0;");
            }
            counters = running.service().counters();
        }
        assertThat(counters.read(EngineCounter.EMITTED)).isEqualTo(100);
    }

    @Test
    void shouldShowItsCountersToOtherProcesses() throws IOException {
        try (RunningService running = run("")) {
            running.sendDatabus("gauge 1|a 1 1;");
            RunningService.await("the metric", () -> running.read(EngineCounter.EMITTED) == 1);
            final Counters seen = CountersFile.open(CountersFile.in(folder.resolve("data")));

            assertThat(seen.read(EngineCounter.EMITTED)).isEqualTo(1);
            assertThat(seen.pid()).isEqualTo(ProcessHandle.current().pid());
        }
    }

    @Test
    void shouldRefuseToStartWhenAnotherInstanceHasItsFolder() {
        try (RunningService running = run("")) {
            assertThatThrownBy(() -> run(""))
                    .isInstanceOf(StartException.class)
                    .hasMessage("leela.data_dir: another instance is using "
                            + running.config().leela().dataDir() + ": process "
                            + ProcessHandle.current().pid() + "; end that one (kill "
                            + ProcessHandle.current().pid() + ", or systemctl stop leela), or choose another"
                            + " leela.data_dir for this one");
        }
    }

    @ParameterizedTest
    @CsvSource({"udp", "collectd"})
    void shouldRefuseToStartWhenAPortIsTakenAndLeaveNothingBehind(final String door) throws IOException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            final String port = door + ".port = " + taken.getLocalPort();
            final String text = "leela.data_dir = \"" + folder.resolve("data") + "\"\nhttp.port = 0\n"
                    + (door.equals("udp") ? "collectd" : "udp") + ".port = 0\n" + port;
            final Config config = ConfigFile.parse("test", text).config();

            assertThatThrownBy(() -> Service.launch(config, new SystemClock(), () -> {}))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith(door + ": cannot listen on udp 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining(
                            "ss -lupn 'sport = :" + taken.getLocalPort() + "' shows who), or change the port in [");
        }
        assertThat(RunningService.threads()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
        run("").close();
    }

    @Test
    void shouldLeaveNothingBehindWhenThePortOfHttpIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final Config config = ConfigFile.parse(
                            "test",
                            "leela.data_dir = \"" + folder.resolve("data")
                                    + "\"\nudp.port = 0\ncollectd.port = 0\nhttp.port = " + taken.getLocalPort())
                    .config();

            assertThatThrownBy(() -> Service.launch(config, new SystemClock(), () -> {}))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("http: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
        assertThat(RunningService.threads()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void shouldLeaveAFolderAloneThatWasThereBeforeAStartThatFails() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            final Config config = ConfigFile.parse(
                            "test",
                            "leela.data_dir = \"" + folder.resolve("data") + "\"\nhttp.port = 0\ncollectd.port = 0\n"
                                    + "udp.port = " + taken.getLocalPort())
                    .config();

            assertThatThrownBy(() -> Service.launch(config, new SystemClock(), () -> {}))
                    .isInstanceOf(StartException.class);
        }
        assertThat(folder.resolve("data")).isNotEmptyDirectory();
    }

    @Test
    void shouldRefuseToStartWhenItsFolderCannotBeMade() throws IOException {
        Files.writeString(folder.resolve("data"), "a file");

        assertThatThrownBy(() -> run(""))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("leela.data_dir: the folder " + folder.resolve("data") + " cannot be made");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "xmpp = {enabled = true, password_file = \"/none\"} | xmpp.password_file: /none cannot be read "
                        + "(no such file)",
            })
    void shouldRefuseToStartWithAPartThatIsNotBuilt(final String setting, final String message) {
        assertThatThrownBy(() -> run(setting.strip()))
                .isInstanceOf(StartException.class)
                .hasMessage(message.strip());
    }

    private static byte[] garbage(final SplittableRandom random) {
        final byte[] bytes = new byte[random.nextInt(1, 200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void send(final DatagramSocket socket, final int port, final byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, new InetSocketAddress("127.0.0.1", port)));
    }
}
