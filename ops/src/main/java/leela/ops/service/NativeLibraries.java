package leela.ops.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import leela.adapters.embedded.EmbeddedStore;
import leela.io.http.HttpServer;
import leela.io.socket.SocketLibraries;
import leela.ops.config.Config;
import leela.ops.config.LeelaConfig;
import leela.ops.config.StorageBackend;

/**
 * Loads the native libraries of the parts that are configured, by way of a folder in data_dir: the system's temporary
 * folder may be mounted noexec, and what is unpacked there stays when the process is killed.
 * Thread: the one that builds the service, or runs a command, before it does anything else.
 * Errors: {@link StartException} where the folder or a library cannot be used.
 */
public final class NativeLibraries {

    private NativeLibraries() {}

    /** For a command that uses a datagram socket: by way of the engine's folder, where the command may write there. */
    public static void loadForSockets(final LeelaConfig config) {
        final Path folder = in(config.dataDir());
        if (Files.isWritable(folder)) {
            SocketLibraries.loadFrom(folder);
        }
    }

    static void load(final Config config, final Path dataDir) {
        final Path folder = in(dataDir);
        try {
            Files.createDirectories(folder);
            SocketLibraries.loadFrom(folder);
            // pinning loads it, if at all
            System.setProperty("jna.tmpdir", folder.toString());
            if (config.http().enabled()) {
                final boolean unused = HttpServer.loadLibraryFrom(folder);
            }
            if (config.storageBackend() == StorageBackend.EMBEDDED) {
                EmbeddedStore.loadLibraryFrom(folder);
            }
        } catch (final IOException | LinkageError refused) {
            throw new StartException(
                    "leela.data_dir: the native libraries cannot be loaded from " + folder + ": " + refused.getMessage()
                            + "; is its file system mounted noexec, or full?",
                    refused);
        }
    }

    private static Path in(final Path dataDir) {
        return dataDir.resolve("native").toAbsolutePath();
    }
}
