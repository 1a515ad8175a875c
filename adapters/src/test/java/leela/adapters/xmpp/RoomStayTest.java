package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import leela.adapters.xmpp.XmppAccount.Security;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import leela.engine.spi.Chat;
import leela.engine.spi.Chat.Words;
import org.agrona.LangUtil;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.jivesoftware.smackx.muc.MultiUserChatManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;

/** A room of a real ejabberd whose owner does with the engine as owners do. */
@Timeout(120)
@Tag("once")
final class RoomStayTest {

    private static final Resourcepart LEELA = Resourcepart.fromOrThrowUnchecked("leela");

    @TempDir
    private static Path folder;

    private static Ejabberd server;

    private final Counters counters = Counters.inMemory();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private XMPPTCPConnection owner;
    private MultiUserChat room;
    private String address;

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

    @BeforeEach
    void openRoom(final TestInfo test) throws Exception {
        address = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT) + "@conference.localhost";
        owner = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain("localhost")
                .setHost("127.0.0.1")
                .setPort(server.plainPort())
                .setUsernameAndPassword("alice", "alice")
                .setSecurityMode(SecurityMode.disabled)
                .build());
        owner.setReplyTimeout(60_000); // a busy machine takes longer than Smack's five seconds
        owner.connect();
        owner.login();
        room = MultiUserChatManager.getInstanceFor(owner)
                .getMultiUserChat(JidCreate.entityBareFromOrThrowUnchecked(address));
        room.addMessageListener(message -> said.add(message.getFrom().getResourceOrEmpty() + ": " + message.getBody()));
    }

    @AfterEach
    void leave() {
        owner.disconnect();
    }

    @Test
    void shouldComeBackWhenItWasPutOut() throws Exception {
        room.create(Resourcepart.from("alice")).makeInstant();
        try (Chat chat = start()) {
            Ejabberd.await("the room", () -> chat.state().isWorking());

            room.kickParticipant(LEELA, "be quiet");

            Ejabberd.await("the engine out", () -> !chat.state().isWorking());
            assertThat(chat.state().sentence()).startsWith("not in " + address).contains("somebody put it out");
            assertThat(chat.trySend(address, "to nobody")).isFalse();
            Ejabberd.await("the engine in again", () -> chat.state().isWorking());
            assertThat(chat.trySend(address, "here again")).isTrue();
            assertThat(nextSaid()).isEqualTo("leela: here again");
            assertThat(counters.read(XmppCounter.ROOM_REFUSALS)).isOne();
        }
    }

    @Test
    void shouldTakeAnotherNameWhereItsOwnIsTaken() throws Exception {
        room.create(LEELA).makeInstant();
        try (Chat chat = start()) {
            Ejabberd.await("the room", () -> chat.state().isWorking());

            room.sendMessage("leela_2: hello");

            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
            assertThat(counters.read(XmppCounter.ROOMS)).isOne();
        }
    }

    @Test
    void shouldSayThatItIsBannedAndNotKnockAgain() throws Exception {
        room.create(Resourcepart.from("alice")).makeInstant();
        try (Chat chat = start()) {
            Ejabberd.await("the room", () -> chat.state().isWorking());

            room.banUser(JidCreate.entityBareFrom("leela@localhost"), "for good");

            Ejabberd.await("the engine out", () -> !chat.state().isWorking());
            assertThat(chat.state().sentence()).contains("somebody banned it; it asks again at ");
            assertThat(chat.isConnected()).isTrue();
        }
        counters.set(XmppCounter.ROOM_REFUSALS, 0);
        try (Chat chat = start()) {
            Ejabberd.await("the refusal", () -> counters.read(XmppCounter.ROOM_REFUSALS) == 1);
            assertThat(chat.state().sentence()).contains("the room has banned it");
        }
    }

    private String nextSaid() throws InterruptedException {
        String next = said.poll(20, TimeUnit.SECONDS);
        while (next != null && next.endsWith("null")) {
            next = said.poll(20, TimeUnit.SECONDS);
        }
        return next;
    }

    private Chat start() throws IOException {
        final Path password = Files.writeString(folder.resolve("password"), "leela\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        final Chat chat = new XmppChat(
                new XmppAccount(
                        "127.0.0.1",
                        server.tlsPort(),
                        "localhost",
                        "leela",
                        password,
                        Security.REQUIRED,
                        Optional.of(server.certificate()),
                        List.of(address)),
                "test",
                new SystemClock(),
                counters,
                LangUtil::rethrowUnchecked);
        chat.start(new Chat.Listener() {
            @Override
            public void onMessage(final Words words) {
                heard.add(words.body());
            }

            @Override
            public void onReady() {
                // the tests ask
            }
        });
        return chat;
    }
}
