package leela.io.output.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.series.Series;
import leela.io.output.queue.ResultQueue;
import leela.io.socket.MemoryBudget;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The frames that a client gets, and the memory they take. */
final class FrameWriterTest {

    private static final int BUDGET = 1 << 20;
    private static final int LARGE = FrameReader.HEADER_LENGTH + FrameWriter.MAX_LENGTH;

    private final Counters counters = Counters.inMemory();
    private final MemoryBudget budget = new MemoryBudget(BUDGET, ProcCounter.MEMORY, counters);
    private final FrameWriter frames = new FrameWriter(budget);
    private final ResultQueue results = new ResultQueue(
            (key, value, timeNs, buffer, offset) ->
                    buffer.putStringWithoutLengthAscii(offset, new String(key, StandardCharsets.US_ASCII)),
            1 << 18,
            new MemoryBudget(1 << 20, ProcCounter.MEMORY, Counters.inMemory()),
            new UnsafeBuffer(new byte[2048]),
            () -> {},
            ProcCounter.EVENTS_LOST,
            counters);
    private SocketChannel written;
    private SocketChannel read;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            written = SocketChannel.open(listener.getLocalAddress());
            read = listener.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        written.close();
        read.close();
    }

    @Test
    void shouldWriteAStatusWithItsLengthBeforeIt() throws IOException {
        frames.put("ok".getBytes(StandardCharsets.US_ASCII));

        assertThat(frames.isWaiting()).isTrue();
        assertThat(frame()).isEqualTo("ok");
        assertThat(frames.isWaiting()).isFalse();
    }

    @Test
    void shouldPutAsManyResultsIntoAFrameAsItHasRoomForAndLoseNone() throws IOException {
        budget.take(FrameWriter.FIRST_CAPACITY);
        frames.allocate();
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            final String key = "key" + i + ";";
            expected.append(key);
            results.onResult(Series.detached(key.getBytes(StandardCharsets.US_ASCII)), 1, 1);
        }
        results.onBatchEnd();

        final List<String> all = new ArrayList<>();
        while (frames.fill(results)) {
            all.add(frame());
        }

        assertThat(String.join("", all)).isEqualTo(expected.toString());
        assertThat(all)
                .hasSizeGreaterThan(1)
                .allSatisfy(one -> assertThat(one.length()).isLessThanOrEqualTo(FrameWriter.MAX_LENGTH));
        assertThat(frames.isWaiting()).isFalse();
    }

    @Test
    void shouldMakeNoFrameOfNothing() {
        frames.allocate();

        assertThat(frames.fill(results)).isFalse();
        assertThat(frames.isWaiting()).isFalse();
    }

    @Test
    void shouldTakeALargerBufferOnlyWhereMoreWaitsAndGiveAllBack() {
        budget.take(FrameWriter.FIRST_CAPACITY);
        frames.allocate();
        fillQueue(10);
        frames.fill(results);
        assertThat(taken()).isEqualTo(FrameWriter.FIRST_CAPACITY);

        fillQueue(2000);
        final long before = taken();
        frames.fill(results);
        assertThat(taken() - before).isEqualTo(LARGE - FrameWriter.FIRST_CAPACITY);

        final long held = taken();
        frames.giveBack();
        assertThat(taken()).isEqualTo(held - LARGE);
        frames.giveBack();
        assertThat(taken()).as("once").isEqualTo(held - LARGE);
    }

    @Test
    void shouldGoOnWithItsBufferWhereOthersHaveTheMemory() {
        budget.take(FrameWriter.FIRST_CAPACITY);
        frames.allocate();
        fillQueue(500);
        budget.take(BUDGET - taken());

        assertThat(frames.fill(results)).isTrue();
        frames.giveBack();
        assertThat(taken()).isEqualTo(BUDGET - FrameWriter.FIRST_CAPACITY);
    }

    private void fillQueue(final int results) {
        for (int i = 0; i < results; i++) {
            this.results.onResult(Series.detached("a-key-of-some-length".getBytes(StandardCharsets.US_ASCII)), 1, 1);
        }
        this.results.onBatchEnd();
    }

    private long taken() {
        return counters.read(ProcCounter.MEMORY);
    }

    /** What the client reads of the frame that waits. */
    private String frame() throws IOException {
        final ByteBuffer head = ByteBuffer.allocate(FrameReader.HEADER_LENGTH);
        frames.writeTo(written);
        while (head.hasRemaining()) {
            read.read(head);
        }
        final ByteBuffer body = ByteBuffer.allocate(head.getShort(0));
        while (body.hasRemaining()) {
            frames.writeTo(written);
            read.read(body);
        }
        return new String(body.array(), StandardCharsets.US_ASCII);
    }
}
