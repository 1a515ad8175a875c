package leela.io.socket;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import leela.io.system.SystemLibrary;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Zeroes outside of the heap that take memory page by page, as they are written: a direct buffer of the JDK's is filled
 * with zeroes at once, and so resident whole, whatever is used of it.
 * Thread: its owner's.
 * Memory: the pages that were touched, as long as its owner holds this object; the buffer alone does not hold them.
 * Errors: where the system maps nothing it is a direct buffer.
 */
final class UntouchedMemory {

    private static final Cleaner CLEANER = Cleaner.create();

    private final UnsafeBuffer buffer;

    UntouchedMemory(final int length) {
        final long address = SystemLibrary.map(length);
        if (address > 0) {
            buffer = new UnsafeBuffer(address, length);
            CLEANER.register(this, () -> SystemLibrary.unmap(address, length));
        } else {
            buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        }
    }

    UnsafeBuffer buffer() {
        return buffer;
    }
}
