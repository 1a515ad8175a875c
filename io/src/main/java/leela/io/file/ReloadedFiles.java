package leela.io.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import leela.engine.runtime.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read from files, and is read again when one of them changes; looked at once a second, by whoever asks then.
 * Thread: any; one of those that ask at the same time looks at the files, the others take what is there.
 * Memory: nothing per call but for the one that looks.
 * Units: times epoch ns.
 * Errors: at construction thrown; later the former reading stays in force, and the refusal is told to the owner and
 * logged once a change. A file that is empty now, as one is that is just being written, is refused as well.
 */
public final class ReloadedFiles<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadedFiles.class);
    private static final long PERIOD_NS = Clock.NANOS_PER_SECOND;

    /** Makes one thing of all files. */
    public interface Reader<T> {
        T read(List<Path> files) throws IOException;
    }

    /** How a file looked when it was read; a change of any of these is a change of the file. */
    private record Look(FileTime modified, long length, Object identity) {

        private static final Look MISSING = new Look(FileTime.fromMillis(0), -1, "");
    }

    private final String name;
    private final List<Path> files;
    private final Reader<T> reader;
    private final Runnable onRefused;
    private final ToLongFunction<T> entries;
    private final AtomicBoolean isLooking = new AtomicBoolean();

    // guarded by isLooking
    private List<Look> looks;

    // any, written by the one that looks
    private volatile long lookedNs = Long.MIN_VALUE;
    private volatile T current;
    private volatile String refusal = "";

    /**
     * Reads the files.
     *
     * @param name      whose files they are, for the log: {@code collectd}
     * @param onRefused told each time that what changed cannot be used
     */
    public ReloadedFiles(final String name, final List<Path> files, final Reader<T> reader, final Runnable onRefused)
            throws IOException {
        this(name, files, reader, onRefused, read -> 1);
    }

    /** The same; where {@code entries} are none any more, the former ones stay in force. */
    public ReloadedFiles(
            final String name,
            final List<Path> files,
            final Reader<T> reader,
            final Runnable onRefused,
            final ToLongFunction<T> entries)
            throws IOException {
        this.entries = entries;
        this.name = name;
        this.files = List.copyOf(files);
        this.reader = reader;
        this.onRefused = onRefused;
        looks = look();
        current = reader.read(this.files);
    }

    /** The newest reading. */
    public T current(final long nowNs) {
        final long sinceNs = nowNs - lookedNs;
        // less than zero: the clock was set back
        if (sinceNs >= PERIOD_NS || sinceNs < 0) {
            lookAgain(nowNs);
        }
        return current;
    }

    /** Why what the files hold now is not in force; empty where it is. */
    public String refusal() {
        return refusal;
    }

    private void lookAgain(final long nowNs) {
        if (files.isEmpty() || !isLooking.compareAndSet(false, true)) {
            return;
        }
        try {
            lookedNs = nowNs;
            final List<Look> now = look();
            if (!now.equals(looks)) {
                final List<Look> before = looks;
                looks = now;
                reload(before);
            }
        } finally {
            isLooking.set(false);
        }
    }

    private void reload(final List<Look> before) {
        try {
            checkLength(before);
            final T next = reader.read(files);
            if (entries.applyAsLong(next) == 0 && entries.applyAsLong(current) > 0) {
                throw new IOException(files.get(0) + ": nothing in it can be used any more");
            }
            current = next;
            refusal = "";
            LOG.info("event={}.file.reloaded files={}", name, files);
        } catch (final IOException e) {
            refusal = reason(e);
            onRefused.run();
            LOG.warn("event={}.file.refused reason=\"{}\" note=\"the former reading stays in force\"", name, reason(e));
        }
    }

    private void checkLength(final List<Look> before) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            if (looks.get(i).length() == 0 && before.get(i).length() != 0) {
                throw new IOException(files.get(i) + ": it is empty now");
            }
        }
    }

    private List<Look> look() {
        return files.stream().map(ReloadedFiles::look).toList();
    }

    private static Look look(final Path file) {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (final IOException | UncheckedIOException unreadable) {
            return Look.MISSING;
        }
    }

    /** What is wrong, for people. */
    public static String reason(final IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": the engine's user may not read it";
        }
        return e instanceof NoSuchFileException missing ? missing.getFile() + ": no such file" : e.getMessage();
    }
}
