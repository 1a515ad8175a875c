package leela.io.output.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Frames out of pieces. */
final class FrameReaderTest {

    @Test
    void shouldGiveTheSameFramesHoweverTheStreamIsCut() throws IOException {
        final byte[] stream = concat(
                FrameReader.frame(bytes("first;")), FrameReader.frame(new byte[0]), FrameReader.frame(bytes("third;")));
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                assertThat(read(stream, first, second))
                        .as("cut at %d and %d", first, second)
                        .containsExactly("first;", "", "third;");
            }
        }
    }

    @Test
    void shouldTakeFramesUpToTheLongestLength() throws IOException {
        for (final int length : new int[] {4093, 4094, 4095, 32_767, 32_768, FrameReader.MAX_LENGTH}) {
            final byte[] stream = concat(FrameReader.frame(bytes("x".repeat(length))), FrameReader.frame(bytes("y")));
            assertThat(read(stream, 1, stream.length / 2)).containsExactly("x".repeat(length), "y");
        }
    }

    @Test
    void shouldRefuseToMakeALongerFrame() {
        assertThatThrownBy(() -> FrameReader.frame(new byte[FrameReader.MAX_LENGTH + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frame: 65536 bytes (expected: at most 65535)");
    }

    @Test
    void shouldReassembleRandomFramesFromRandomPieces() throws IOException {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            final List<String> sent = new ArrayList<>();
            final ByteBuffer stream = ByteBuffer.allocate(1 << 20);
            for (int i = random.nextInt(20); i >= 0; i--) {
                final byte[] frame = new byte[random.nextInt(1 << random.nextInt(1, 16))];
                random.nextBytes(frame);
                sent.add(new String(frame, ISO_8859_1));
                stream.put(FrameReader.frame(frame));
            }
            assertThat(readInPieces(stream.flip(), random)).as("seed %d", seed).isEqualTo(sent);
        }
    }

    private static List<String> read(final byte[] stream, final int first, final int second) throws IOException {
        final FrameReader reader = new FrameReader();
        final List<String> frames = new ArrayList<>();
        feed(reader, Arrays.copyOfRange(stream, 0, first), frames);
        feed(reader, Arrays.copyOfRange(stream, first, second), frames);
        feed(reader, Arrays.copyOfRange(stream, second, stream.length), frames);
        return frames;
    }

    private static List<String> readInPieces(final ByteBuffer stream, final SplittableRandom random)
            throws IOException {
        final FrameReader reader = new FrameReader();
        final List<String> frames = new ArrayList<>();
        while (stream.hasRemaining()) {
            final byte[] piece = new byte[Math.min(stream.remaining(), random.nextInt(1, 20_000))];
            stream.get(piece);
            feed(reader, piece, frames);
        }
        return frames;
    }

    private static void feed(final FrameReader reader, final byte[] piece, final List<String> frames)
            throws IOException {
        final ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(piece));
        while (reader.readFrom(channel) > 0) {
            for (byte[] frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(new String(frame, ISO_8859_1));
            }
        }
    }

    private static byte[] concat(final ByteBuffer... frames) {
        final ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(frames).mapToInt(ByteBuffer::remaining).sum());
        Arrays.stream(frames).forEach(all::put);
        return all.array();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(ISO_8859_1);
    }
}
