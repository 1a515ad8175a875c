package leela.adapters.directory;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory;
import leela.engine.spi.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory elsewhere, with a copy here of what was last read there: what it lost while no engine ran, as after a
 * restart of the whole machine, is written back at the first look. What was taken out on purpose stays out.
 * Thread: one.
 * Errors: a copy that cannot be read or written is logged; the directory itself goes on.
 */
public final class RememberedDirectory implements Directory {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedDirectory.class);
    private static final String NAME = "directory.last.json";

    private final Directory directory;
    private final FileDirectory copy;
    private final Counters counters;
    private Map<String, Entry> copied;
    private boolean isRead;

    /** With the copy in this folder. */
    public RememberedDirectory(final Directory directory, final Path folder, final Counters counters) {
        this.directory = directory;
        this.copy = new FileDirectory(folder, NAME, counters);
        this.counters = counters;
    }

    @Override
    public Map<String, Entry> entries() throws DirectoryException {
        if (copied == null) {
            copied = readCopy();
        }
        Map<String, Entry> entries = directory.entries();
        final Map<String, Entry> lost = lost(entries);
        if (!lost.isEmpty() && !isRead) {
            for (final Map.Entry<String, Entry> one : lost.entrySet()) {
                directory.put(one.getKey(), one.getValue());
            }
            counters.add(DirectoryCounter.RESTORED, lost.size());
            LOG.warn("event=directory_restored entries={} note=\"lost while no engine ran\"", lost.size());
            entries = directory.entries();
            lost.clear();
        }
        isRead = true;
        if (lost.isEmpty() && !entries.equals(copied)) {
            writeCopy(entries);
        }
        return entries;
    }

    /** What the copy has and the directory should. */
    private Map<String, Entry> lost(final Map<String, Entry> entries) throws DirectoryException {
        final Map<String, Entry> lost = new HashMap<>();
        for (final Map.Entry<String, Entry> one : copied.entrySet()) {
            if (!entries.containsKey(one.getKey()) && directory.absence(one.getKey()) == Absence.LOST) {
                lost.put(one.getKey(), one.getValue());
            }
        }
        return lost;
    }

    private Map<String, Entry> readCopy() {
        try {
            return copy.entries();
        } catch (final DirectoryException unreadable) {
            LOG.warn("event=directory_copy_unavailable reason=\"{}\"", unreadable.getMessage());
            return Map.of();
        }
    }

    private void writeCopy(final Map<String, Entry> entries) {
        copied = entries;
        try {
            copy.replace(entries);
        } catch (final DirectoryException unwritable) {
            LOG.warn("event=directory_copy_unavailable reason=\"{}\"", unwritable.getMessage());
        }
    }

    @Override
    public void put(final String key, final Entry entry) throws DirectoryException {
        directory.put(key, entry);
    }

    @Override
    public void remove(final String key) throws DirectoryException {
        directory.remove(key);
    }

    @Override
    public Absence absence(final String key) throws DirectoryException {
        return directory.absence(key);
    }

    @Override
    public void close() {
        directory.close();
    }
}
