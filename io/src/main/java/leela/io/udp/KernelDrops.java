package leela.io.udp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel dropped before a UDP socket because its receive buffer was full: the last column of /proc/net/udp and udp6
 * (Linux, Documentation/networking/proc_net_tcp.rst gives the other columns).
 * Thread: any.
 */
public final class KernelDrops {

    private static final int LOCAL_ADDRESS_COLUMN = 1;
    private static final int HEX = 16;

    private final List<Path> tables;

    /** The kernel's own tables. */
    public KernelDrops() {
        this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")));
    }

    KernelDrops(final List<Path> tables) {
        this.tables = tables;
    }

    /** Datagrams dropped so far over all sockets bound to this port of this network namespace. */
    public long read(final int port) throws IOException {
        long drops = 0;
        for (final Path table : tables) {
            try {
                for (final String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                    drops += drops(line.strip().split("\\s+"), port);
                }
            } catch (final NoSuchFileException absent) {
                continue; // a kernel without that address family
            }
        }
        return drops;
    }

    private static long drops(final String[] columns, final int port) {
        final String local = columns.length > LOCAL_ADDRESS_COLUMN ? columns[LOCAL_ADDRESS_COLUMN] : "";
        final int colon = local.indexOf(':');
        if (colon < 0 || Integer.parseInt(local.substring(colon + 1), HEX) != port) {
            return 0;
        }
        return Long.parseLong(columns[columns.length - 1]);
    }
}
