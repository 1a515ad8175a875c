package leela.io.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What users other than the owner and his group may do in a folder.
 * Thread: any.
 */
public final class FolderRights {

    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 02;
    private static final int OTHERS_ENTER = 05;

    private FolderRights() {}

    /**
     * Whether every user may remove or replace what is in it; not so in one like /tmp, where the sticky bit leaves to
     * each his own.
     */
    public static boolean areOpen(final Path folder) throws IOException {
        return (mode(folder) & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE;
    }

    /** Whether every user may look into it. */
    public static boolean areReadable(final Path folder) throws IOException {
        return (mode(folder) & OTHERS_ENTER) != 0;
    }

    private static int mode(final Path folder) throws IOException {
        return (int) Files.getAttribute(folder, "unix:mode");
    }
}
