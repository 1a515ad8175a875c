package leela.io.socket;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import leela.io.system.SystemLibrary;
import org.newsclub.net.unix.AFSocket;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * The native libraries of unix sockets and of system calls, unpacked into a folder of ours and kept there: commands
 * that run beside the engine then need no room, and the system's temporary folder may be mounted noexec.
 * Thread: the first that uses a socket.
 * Errors: {@link IOException} where they cannot be unpacked, {@link LinkageError} where they cannot be loaded.
 */
public final class SocketLibraries {

    /** How the two libraries call the processors that we know them on. */
    private enum Processor {
        AMD64("amd64", "x86_64"),
        AARCH64("aarch64", "aarch64");

        private final String ofSockets;
        private final String ofCalls;

        Processor(final String ofSockets, final String ofCalls) {
            this.ofSockets = ofSockets;
            this.ofCalls = ofCalls;
        }
    }

    private SocketLibraries() {}

    /** Loads them from this folder, unless they are loaded already; unpacks there what is missing. */
    public static void loadFrom(final Path folder) throws IOException {
        for (final Processor processor : Processor.values()) {
            if (processor.ofSockets.equals(System.getProperty("os.arch"))) {
                unpack(processor, folder);
            }
        }
        // of what is not known above, each unpacks its own there and deletes it once it is loaded
        System.setProperty("org.newsclub.net.unix.library.tmpdir", folder.toString());
        System.setProperty("jffi.extract.dir", folder.toString());
        if (!AFUNIXSocket.isSupported()) {
            throw new UnsatisfiedLinkError("junixsocket cannot be loaded");
        }
        SystemLibrary.load();
    }

    private static void unpack(final Processor processor, final Path folder) throws IOException {
        final String sockets = "libjunixsocket-native-" + AFSocket.getVersion() + ".so";
        final URL packedSockets =
                AFUNIXSocket.class.getResource("/lib/" + processor.ofSockets + "-Linux-clang/jni/" + sockets);
        if (packedSockets != null) {
            PackedLibrary.unpackUnlessThere(packedSockets, folder.resolve(sockets));
            System.setProperty(
                    "org.newsclub.net.unix.library.override",
                    folder.resolve(sockets).toString());
        }
        final String calls = "libjffi-1.2.so";
        final URL packedCalls = SocketLibraries.class.getResource("/jni/" + processor.ofCalls + "-Linux/" + calls);
        if (packedCalls != null) {
            PackedLibrary.unpackUnlessThere(packedCalls, folder.resolve(calls));
            System.setProperty("jffi.boot.library.path", folder.toString());
        }
    }
}
