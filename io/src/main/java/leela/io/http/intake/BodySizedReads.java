package leela.io.http.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much is read from a socket at once: little, since nobody knows what comes, but of a body whose length was told as
 * much as is missing. A read costs as much as copying many kilobytes.
 * Thread: the loop's; one for each connection.
 * Memory: what one read brings, {@link #MOST_OF_BODY} at most, until it is copied to the body.
 */
public final class BodySizedReads implements RecvByteBufAllocator {

    /** Bytes of a body that are read at once. */
    public static final int MOST_OF_BODY = 256 << 10;

    private static final int FIRST = 2048;
    private static final int LEAST = 512;

    private final AdaptiveRecvByteBufAllocator others;
    private final ReadPortions portions;

    /** Where no body is missing, {@code most} bytes at once. */
    public BodySizedReads(final ReadPortions portions, final int most) {
        this.portions = portions;
        others = new AdaptiveRecvByteBufAllocator(LEAST, FIRST, most);
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Sized((ExtendedHandle) others.newHandle());
    }

    /** Asks for as much as is missing; everything else as it is. */
    private final class Sized implements ExtendedHandle {
        private final ExtendedHandle handle;

        private Sized(final ExtendedHandle handle) {
            this.handle = handle;
        }

        @Override
        public int guess() {
            return (int) Math.max(handle.guess(), Math.min(MOST_OF_BODY, portions.missingOfBody()));
        }

        @Override
        public ByteBuf allocate(final ByteBufAllocator allocator) {
            return allocator.ioBuffer(guess());
        }

        @Override
        public void reset(final ChannelConfig config) {
            handle.reset(config);
        }

        @Override
        public void incMessagesRead(final int messages) {
            handle.incMessagesRead(messages);
        }

        @Override
        public void lastBytesRead(final int bytes) {
            handle.lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return handle.lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(final int bytes) {
            handle.attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return handle.attemptedBytesRead();
        }

        @Override
        public boolean continueReading() {
            return handle.continueReading();
        }

        @Override
        public boolean continueReading(final UncheckedBooleanSupplier hasMore) {
            return handle.continueReading(hasMore);
        }

        @Override
        public void readComplete() {
            handle.readComplete();
        }
    }
}
