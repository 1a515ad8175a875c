package leela.engine.notify.delivery;

import java.io.IOException;
import java.util.List;

/**
 * Records in their order, which a kill at any moment leaves as they were.
 * Thread: one.
 * Errors: {@link IOException}; what was appended before is kept, and the log may be tried again.
 */
public interface DeliveryLog extends AutoCloseable {

    /** What an earlier run left, oldest first. */
    List<byte[]> read() throws IOException;

    /** Adds one, which survives the end of the process, but not yet that of the machine. */
    void append(byte[] record) throws IOException;

    /** Brings to the disk what was appended. */
    void sync() throws IOException;

    /** Bytes that it takes. */
    long size();

    /** Puts these in place of all that was, at once. */
    void rewrite(List<byte[]> records) throws IOException;

    @Override
    void close();
}
