package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import leela.adapters.xmpp.XmppAccount.Security;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.Chat;
import leela.engine.spi.Chat.Words;
import org.agrona.LangUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The account at a real ejabberd: whom it trusts, and what becomes of messages when the connection breaks. */
@Tag("once")
@Timeout(120)
final class XmppChatTest {

    private static final String HELLO = "hello";

    @TempDir
    private static Path folder;

    private static Ejabberd server;

    private final Counters counters = Counters.inMemory();

    /** What a chat has heard. */
    private static final class Heard implements Chat.Listener {

        private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

        @Override
        public void onMessage(final Words words) {
            bodies.add(words.body());
        }

        @Override
        public void onReady() {
            // the tests ask
        }

        private String next() throws InterruptedException {
            return bodies.poll(20, TimeUnit.SECONDS);
        }
    }

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeThat(Ejabberd.isInstalled()).as("ejabberd is installed").isTrue();
        server = new Ejabberd(folder.resolve("server"), List.of("leela", "alice")).start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldLogInWhereThePinnedCertificateIsTheServers() throws IOException {
        try (Chat chat =
                start(account("leela", server.tlsPort(), Security.REQUIRED, Optional.of(server.certificate())))) {
            Ejabberd.await("the login", chat::isConnected);
        }
    }

    @Test
    void shouldNotTrustACertificateThatNobodyVouchesFor() throws IOException {
        assertRefused(account("leela", server.tlsPort(), Security.REQUIRED, Optional.empty()));
    }

    @Test
    void shouldNotTrustAnotherCertificateThanThePinnedOne() throws IOException, InterruptedException {
        final Ejabberd other = new Ejabberd(folder.resolve("other"), List.of());

        assertRefused(account("leela", server.tlsPort(), Security.REQUIRED, Optional.of(other.certificate())));
    }

    @Test
    void shouldNotTrustACertificateOfAnotherName() throws IOException, InterruptedException {
        try (Ejabberd elsewhere =
                new Ejabberd(folder.resolve("elsewhere"), List.of("leela"), "elsewhere.example").start()) {
            assertRefused(
                    account("leela", elsewhere.tlsPort(), Security.REQUIRED, Optional.of(elsewhere.certificate())));
        }
    }

    @Test
    void shouldNotTalkToAServerThatDoesNotEncrypt() throws IOException {
        assertRefused(account("leela", server.plainPort(), Security.REQUIRED, Optional.of(server.certificate())));
    }

    @Test
    void shouldTalkInTheClearOnlyWhereThatIsAskedFor() throws IOException {
        try (Chat chat = start(account("leela", server.plainPort(), Security.DISABLED, Optional.empty()))) {
            Ejabberd.await("the login", chat::isConnected);
        }
    }

    @Test
    void shouldSayThatThePasswordIsWrongAndLogInOnceItIsMended() throws IOException {
        final XmppAccount account =
                account("leela", server.tlsPort(), Security.REQUIRED, Optional.of(server.certificate()));
        final Path password = account.passwordFile();
        Files.writeString(password, "wrong\n");
        try (Chat chat = start(account)) {
            Ejabberd.await("the next time", () -> chat.state().more().contains("next time"));
            assertThat(chat.isConnected()).isFalse();
            assertThat(chat.state().isWorking()).isFalse();
            assertThat(chat.state().sentence())
                    .startsWith("not logged in since 20")
                    .contains("the server refuses the name or the password of leela@localhost (not-authorized;");
            assertThat(counters.read(XmppCounter.LOSSES)).isOne();

            Files.writeString(password, "leela\n");

            Ejabberd.await("the login", chat::isConnected);
            assertThat(chat.state().sentence()).startsWith("logged in as leela@localhost since 20");
            assertThat(counters.read(XmppCounter.LOSSES)).isOne();
        }
    }

    /** In the server's own log: more often, and it would shut the host out. */
    @Test
    @Tag("slow")
    @Timeout(600)
    void shouldTryAWrongPasswordAtMostSixTimesInFiveMinutes() throws IOException {
        final XmppAccount account =
                account("alice", server.tlsPort(), Security.REQUIRED, Optional.of(server.certificate()));
        Files.writeString(account.passwordFile(), "wrong\n");
        final Clock clock = new SystemClock();
        final long beforehand = server.refusedLogins("alice");
        final long startNs = clock.ticksNs();
        try (Chat chat = start(account)) {
            Ejabberd.await("a refusal", () -> server.refusedLogins("alice") > beforehand);
            while (clock.ticksNs() - startNs < TimeUnit.MINUTES.toNanos(5)) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
            assertThat(server.refusedLogins("alice") - beforehand).isBetween(2L, 6L);
            assertThat(chat.isConnected()).isFalse();
        }
    }

    @Test
    void shouldCountWhatTheServerSendsBack() throws IOException {
        try (Chat chat =
                start(account("leela", server.tlsPort(), Security.REQUIRED, Optional.of(server.certificate())))) {
            Ejabberd.await("the login", chat::isConnected);
            assertThat(chat.trySend("nobody@localhost", "anybody there?")).isTrue();

            Ejabberd.await("the message back", () -> counters.read(XmppCounter.BOUNCED) == 1);
        }
    }

    /**
     * XEP-0198: the server knows the stream when the client is back; neither side forgets, nothing is said twice. No id
     * is looked at.
     */
    @Test
    void shouldLoseAndDoubleNothingWhenTheConnectionIsCut() throws IOException, InterruptedException {
        final int count = 1500;
        final int cuts = 3;
        final Heard heard = new Heard();
        try (Cable cable = new Cable(server.tlsPort());
                Chat leela =
                        start(account("leela", cable.port(), Security.REQUIRED, Optional.of(server.certificate())));
                Chat alice = start(
                        account("alice", server.tlsPort(), Security.REQUIRED, Optional.of(server.certificate())),
                        heard)) {
            Ejabberd.await("both logins", () -> leela.isConnected() && alice.isConnected());
            awaitHearing(leela, heard);
            for (int i = 0; i < count; i++) {
                if (i % (count / cuts) == count / cuts / 2) {
                    cable.cut();
                }
                final String body = Integer.toString(i);
                Ejabberd.await("room for a message", () -> leela.trySend("alice@localhost", body));
            }
            final List<String> came = new ArrayList<>();
            while (came.size() < count) {
                final String body = heard.next();
                assertThat(body).as("after %d messages", came.size()).isNotNull();
                if (!body.equals(HELLO)) {
                    came.add(body);
                }
            }
            assertThat(came)
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(heard.bodies.poll(500, TimeUnit.MILLISECONDS)).isNull();
            // the connection is whole again, and this the last that was on its way
            Ejabberd.await("acknowledgements", () -> counters.read(XmppCounter.UNACKNOWLEDGED) == 0);
            assertThat(counters.read(XmppCounter.RESENT)).isZero();
        }
    }

    /**
     * A message that comes at the very moment of a login may stay among the server's offline messages until the next
     * login.
     */
    private static void awaitHearing(final Chat speaker, final Heard heard) throws InterruptedException {
        do {
            Ejabberd.await("room for a message", () -> speaker.trySend("alice@localhost", HELLO));
        } while (heard.bodies.poll(1, TimeUnit.SECONDS) == null);
    }

    private void assertRefused(final XmppAccount account) throws IOException {
        try (Chat chat = start(account)) {
            Ejabberd.await("an attempt", () -> counters.read(XmppCounter.LOSSES) > 0);

            assertThat(chat.isConnected()).isFalse();
            assertThat(counters.read(XmppCounter.LOGINS)).isZero();
        }
    }

    private Chat start(final XmppAccount account) {
        return start(account, new Heard());
    }

    private Chat start(final XmppAccount account, final Heard heard) {
        final Chat chat = new XmppChat(account, "test", new SystemClock(), counters, LangUtil::rethrowUnchecked);
        chat.start(heard);
        return chat;
    }

    private static XmppAccount account(
            final String user, final int port, final Security security, final Optional<Path> certificate)
            throws IOException {
        final Path password = Files.writeString(folder.resolve("password-" + user), user + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        return new XmppAccount("127.0.0.1", port, "localhost", user, password, security, certificate, List.of());
    }
}
