package leela.ops.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import leela.adapters.embedded.EmbeddedStore;
import leela.io.http.HttpServer;
import leela.io.socket.PackedLibrary;
import leela.io.socket.SocketLibraries;
import leela.io.socket.SystemCalls;
import leela.ops.config.Config;
import leela.ops.config.LeelaConfig;
import leela.ops.config.StorageBackend;
import org.agrona.IoUtil;

/**
 * Loads the native libraries of the parts that are configured, by way of a folder in data_dir: the system's temporary
 * folder may be mounted noexec, and what is unpacked there stays when the process is killed.
 * Thread: the one that builds the service, or runs a command, before it does anything else.
 * Errors: {@link StartException} where the folder or a library cannot be used.
 */
public final class NativeLibraries {

    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

    private NativeLibraries() {}

    /** For a command that uses a datagram socket: what the engine has unpacked, where the command may read that. */
    public static void loadForSockets(final LeelaConfig config) {
        final Path folder = in(config.dataDir());
        try {
            if (Files.isReadable(folder)) {
                SocketLibraries.loadFrom(folder);
            } else {
                loadFromOwnFolder();
            }
        } catch (final IOException | LinkageError refused) {
            throw new StartException(
                    "the native libraries of unix sockets cannot be had: " + reason(refused)
                            + "; an engine that runs on this machine keeps them in " + folder,
                    refused);
        }
    }

    /** Nobody else can have put something there; what is loaded needs its file no more. */
    private static void loadFromOwnFolder() throws IOException {
        final Path own = Files.createTempDirectory("leela-");
        try {
            SocketLibraries.loadFrom(own);
        } finally {
            IoUtil.delete(own.toFile(), true);
        }
    }

    private static String reason(final Throwable refused) {
        return refused.getMessage() == null ? refused.getClass().getSimpleName() : refused.getMessage();
    }

    static void load(final Config config, final Path dataDir) {
        final Path folder = in(dataDir);
        try {
            Files.createDirectories(folder, MODE);
            SocketLibraries.loadFrom(folder);
            SystemCalls.keepOthersOut();
            if (!config.engine().cpus().isEmpty()) {
                System.setProperty("jna.tmpdir", folder.toString());
                PinnedThreads.loadLibrary();
            }
            if (config.http().enabled()) {
                final boolean unused = HttpServer.loadLibraryFrom(folder);
            }
            if (config.storageBackend() == StorageBackend.EMBEDDED) {
                EmbeddedStore.loadLibraryFrom(folder, PackedLibrary::unpackUnlessThere);
            }
        } catch (final IOException | LinkageError refused) {
            throw new StartException(
                    "leela.data_dir: the native libraries cannot be loaded from " + folder + ": " + reason(refused)
                            + "; is its file system mounted noexec, or full?",
                    refused);
        }
    }

    private static Path in(final Path dataDir) {
        return dataDir.resolve("native").toAbsolutePath();
    }
}
