package leela.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which pages of this process are in memory, by pagemap (proc(5)). Thread: any. */
public final class ResidentPages {

    /** The least that Linux has; where pages are larger, each of them counts as several. */
    public static final int PAGE = 4096;

    private static final Path MAP = Path.of("/proc/self/pagemap");
    private static final long IS_PRESENT = 1L << 63;

    private ResidentPages() {}

    /** Whether the system tells. */
    public static boolean areTold() {
        return Files.isReadable(MAP);
    }

    /** How many pages from this address on, of so many bytes, are there. */
    public static int count(final long address, final int length) throws IOException {
        int present = 0;
        try (RandomAccessFile map = new RandomAccessFile(MAP.toFile(), "r")) {
            final ByteBuffer pages =
                    ByteBuffer.allocate(length / PAGE * Long.BYTES).order(ByteOrder.nativeOrder());
            map.seek(address / PAGE * Long.BYTES);
            map.readFully(pages.array());
            while (pages.hasRemaining()) {
                present += (pages.getLong() & IS_PRESENT) != 0 ? 1 : 0;
            }
        }
        return present;
    }
}
