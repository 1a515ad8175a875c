package leela.io.output.multicast;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leela.engine.counters.Counters;
import leela.io.output.multicast.PeerGroup.Mode;
import leela.io.socket.SendmmsgBatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets. */
@Timeout(20)
final class PeerGroupTest {

    @TempDir
    private Path folder;

    private final Counters counters = Counters.inMemory();
    private final List<Listener> listeners = new ArrayList<>();
    private PeerGroup group = new PeerGroup(Mode.MULTICAST, counters);

    @AfterEach
    void closeAll() throws IOException {
        group.close();
        assertThat(counters.read(MulticastCounter.MULTICAST_PEERS)).isZero();
        assertThat(counters.read(MulticastCounter.ANYCAST_PEERS)).isZero();
        for (final Listener listener : listeners) {
            listener.close();
        }
    }

    @Test
    void shouldSendAllDatagramsToAll() throws IOException {
        final Listener one = registered("one", 0);
        final Listener two = registered("two", 0);
        send("first", "second");

        assertThat(one.take()).containsExactly("first", "second");
        assertThat(two.take()).containsExactly("first", "second");
        assertThat(counters.read(MulticastCounter.MULTICAST_SENT)).isEqualTo(4);
    }

    @Test
    void shouldGiveDatagramsThatGoTogetherToOnePeerEach() throws IOException {
        group = new PeerGroup(Mode.ANYCAST, counters);
        final Listener one = registered("one", 0);
        final Listener two = registered("two", 0);
        send("first", "second", "third");

        assertThat(one.take()).containsExactly("first", "third");
        assertThat(two.take()).containsExactly("second");
    }

    @Test
    void shouldCountWhatOfDatagramsThatGoTogetherHasNoRoom() throws IOException {
        final Listener sleeper = registered("sleeper", 0);
        final String[] many = new String[1000];
        Arrays.setAll(many, i -> "datagram " + i);
        send(many);

        final List<String> kept = sleeper.take();
        assertThat(kept).hasSizeBetween(1, 999).startsWith("datagram 0").endsWith("datagram " + (kept.size() - 1));
        assertThat(group.figures()).containsExactly(new PeerFigures(sleeper.path(), kept.size(), 1000 - kept.size()));
        assertThat(counters.read(MulticastCounter.MULTICAST_SENT) + counters.read(MulticastCounter.MULTICAST_LOST))
                .isEqualTo(1000);
    }

    @Test
    void shouldCountWhatAPeerLosesThatDoesNotReadAndLoseNothingForTheOther() throws IOException {
        final Listener sleeper = registered("sleeper", 0);
        final Listener reader = registered("reader", 0);
        final List<String> read = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            send("datagram " + i);
            read.addAll(reader.take());
        }

        assertThat(read).hasSize(1000).startsWith("datagram 0").endsWith("datagram 999");
        final int kept = sleeper.take().size();
        assertThat(kept).isPositive().isLessThan(1000);
        assertThat(group.figures())
                .containsExactly(
                        new PeerFigures(sleeper.path(), kept, 1000 - kept), new PeerFigures(reader.path(), 1000, 0));
        assertThat(counters.read(MulticastCounter.MULTICAST_LOST)).isEqualTo(1000 - kept);
    }

    @Test
    void shouldLetAPeerGoThatHasNotRegisteredForFiveSeconds() throws IOException {
        final Listener faithful = registered("faithful", 0);
        final Listener forgetful = registered("forgetful", 0);
        group.register(faithful.registration(), 1);
        group.expire(PeerGroup.TTL_NS - 1);
        assertThat(group.figures()).hasSize(2);
        group.expire(PeerGroup.TTL_NS);
        assertThat(group.figures()).extracting(PeerFigures::path).containsExactly(faithful.path());

        send("a");
        assertThat(faithful.take()).hasSize(1);
        assertThat(forgetful.take()).isEmpty();
        assertThat(counters.read(MulticastCounter.MULTICAST_PEERS_ENDED)).isEqualTo(1);
    }

    @Test
    void shouldLetAPeerGoAtOnceWhenItsSocketIsGone() throws IOException {
        final Listener dying = registered("dying", 0);
        final Listener living = registered("living", 0);
        dying.close();
        send("a");

        assertThat(group.figures()).extracting(PeerFigures::path).containsExactly(living.path());
        assertThat(living.take()).containsExactly("a");
    }

    @Test
    void shouldPassNoPeerOverWhenOneBeforeItIsGone() throws IOException {
        group = new PeerGroup(Mode.ANYCAST, counters);
        final Listener dying = registered("dying", 0);
        final Listener second = registered("second", 0);
        final Listener third = registered("third", 0);
        send("first", "second", "third");
        dying.close();
        send("fourth", "fifth");
        group.register(third.registration(), 1);
        group.expire(PeerGroup.TTL_NS);
        send("sixth");

        assertThat(second.take()).containsExactly("second", "fourth");
        assertThat(third.take()).containsExactly("third", "fifth", "sixth");
    }

    @Test
    void shouldGiveTheNextPeerTheShareOfOneThatIsGone() throws IOException {
        group = new PeerGroup(Mode.ANYCAST, counters);
        final Listener dying = registered("dying", 0);
        final Listener living = registered("living", 0);
        dying.close();
        send("a");
        send("b");

        assertThat(living.take()).containsExactly("a", "b");
        assertThat(counters.read(MulticastCounter.ANYCAST_SENT)).isEqualTo(2);
    }

    @Test
    void shouldFollowAPeerThatBindsItsPathAnew() throws IOException {
        final Listener old = registered("same", 0);
        Files.delete(old.path());
        final Listener successor = registered("same", 1);
        send("a");

        assertThat(successor.take()).containsExactly("a");
        assertThat(old.take()).isEmpty();
        assertThat(group.figures()).hasSize(1);
    }

    @Test
    void shouldBoundTheNumberOfPeers() throws IOException {
        for (int i = 0; i <= PeerGroup.MAX_PEERS; i++) {
            registered("p" + i, 0);
        }
        assertThat(group.figures()).hasSize(PeerGroup.MAX_PEERS);
        assertThat(counters.read(MulticastCounter.REGISTRATIONS_REFUSED)).isEqualTo(1);
        group.register(listeners.get(0).registration(), 1);
        assertThat(counters.read(MulticastCounter.REGISTRATIONS_REFUSED))
                .as("one that is there already")
                .isEqualTo(1);
    }

    private Listener registered(final String name, final long nowNs) throws IOException {
        final Listener listener = new Listener(folder.resolve(name));
        listeners.add(listener);
        group.register(listener.registration(), nowNs);
        return listener;
    }

    private void send(final String... texts) {
        final byte[] bytes = String.join("", texts).getBytes(US_ASCII);
        final UnsafeBuffer buffer =
                new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length).put(bytes));
        final SendmmsgBatch batch = new SendmmsgBatch(texts.length);
        int offset = 0;
        for (final String text : texts) {
            batch.add(buffer, offset, text.length());
            offset += text.length();
        }
        group.send(batch);
    }
}
