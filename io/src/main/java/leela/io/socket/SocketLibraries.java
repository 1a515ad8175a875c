package leela.io.socket;

import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * The native libraries of unix sockets and of system calls. They unpack themselves into a temporary folder, load, and
 * delete what they unpacked; that folder is one of ours, since the system's may be mounted noexec.
 * Thread: the first that uses a socket.
 * Errors: {@link LinkageError} where they cannot be loaded.
 */
public final class SocketLibraries {

    private SocketLibraries() {}

    /** Loads them by way of this folder, unless they are there already. */
    public static void loadFrom(final Path folder) {
        System.setProperty("org.newsclub.net.unix.library.tmpdir", folder.toString());
        System.setProperty("jffi.extract.dir", folder.toString());
        if (!AFUNIXSocket.isSupported()) {
            throw new UnsatisfiedLinkError("junixsocket cannot be loaded");
        }
        SystemCalls.library();
    }
}
