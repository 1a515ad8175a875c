package leela.io.transport.udp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel dropped before a UDP socket because its receive buffer was full: the last column of /proc/net/udp and
 * udp6 (Linux, Documentation/networking/proc_net_tcp.rst gives the other columns).
 * Thread: any, one after another.
 * Memory: one buffer, since the tables are read each second and may be long.
 */
public final class KernelDrops {

    private static final int BUFFER = 8192;
    private static final int LOCAL_ADDRESS_COLUMN = 1;
    private static final int HEX = 16;
    private static final int DECIMAL = 10;

    private final List<Path> tables;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    // of the line in hand
    private int column;
    private boolean isInColumn;
    private boolean hasPort;
    private long port;
    /** The column so far, as the decimal number that the last one is. */
    private long number;

    /** The kernel's own tables. */
    public KernelDrops() {
        this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")));
    }

    KernelDrops(final List<Path> tables) {
        this.tables = tables;
    }

    /** Datagrams dropped so far over all sockets bound to this port of this network namespace. */
    public synchronized long read(final int ofPort) throws IOException {
        long drops = 0;
        for (final Path table : tables) {
            try (FileChannel file = FileChannel.open(table)) {
                drops += read(file, ofPort);
            } catch (final NoSuchFileException absent) {
                continue; // a kernel without that address family
            }
        }
        return drops;
    }

    private long read(final FileChannel file, final int ofPort) throws IOException {
        long drops = 0;
        beginLine();
        while (file.read(buffer.clear()) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                final byte next = buffer.get();
                if (next != '\n') {
                    take(next);
                } else {
                    drops += hasPort && port == ofPort ? number : 0;
                    beginLine();
                }
            }
        }
        return drops;
    }

    private void beginLine() {
        column = -1;
        isInColumn = false;
        hasPort = false;
    }

    private void take(final byte next) {
        if (next == ' ') {
            isInColumn = false;
            return;
        }
        if (!isInColumn) {
            isInColumn = true;
            column++;
            number = 0;
        }
        number = number * DECIMAL + Character.digit(next, DECIMAL);
        if (column == LOCAL_ADDRESS_COLUMN) {
            if (next == ':') {
                hasPort = true;
                port = 0;
            } else {
                port = port * HEX + Character.digit(next, HEX);
            }
        }
    }
}
