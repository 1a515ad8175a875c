package leela.adapters.directory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import leela.engine.counters.Counters;
import leela.engine.spi.Directory;
import leela.engine.spi.DirectoryException;

/**
 * The directory in one file, a JSON object with a member for each entry; it may also be written by hand. A change makes
 * a new file, which is on the disk before it takes the old one's place: a kill at any moment leaves the one or the
 * other.
 * Thread: one.
 * Errors: a file that is damaged or cannot be had is a {@link DirectoryException}, and is never written over; a copy of
 * what is damaged is kept beside it.
 */
public final class FileDirectory implements Directory {

    private static final String NAME = "directory.json";
    /** A file of {@link #MOST_ENTRIES} is smaller. */
    private static final long MOST_BYTES = 64L << 20;

    /** Made when there is something to read: it brings 300 classes along. */
    private static final class Json {
        private static final ObjectMapper MAPPER =
                new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private final Path file;
    private final Counters counters;

    /** In this folder. */
    public FileDirectory(final Path folder, final Counters counters) {
        this(folder, NAME, counters);
    }

    /** In a file of this name. */
    FileDirectory(final Path folder, final String name, final Counters counters) {
        this.file = folder.resolve(name);
        this.counters = counters;
    }

    @Override
    public Map<String, Entry> entries() throws DirectoryException {
        final ObjectNode all = read();
        final Map<String, Entry> entries = new HashMap<>();
        all.forEachEntry((key, value) -> EntryJson.read(value).ifPresent(entry -> entries.put(key, entry)));
        counters.set(DirectoryCounter.UNREADABLE, all.size() - entries.size());
        return entries;
    }

    @Override
    public void put(final String key, final Entry entry) throws DirectoryException {
        final ObjectNode all = read();
        if (!all.has(key)) {
            write(all.set(key, EntryJson.node(entry)));
        }
    }

    /** Makes these all that is in it, whatever was. */
    void replace(final Map<String, Entry> entries) throws DirectoryException {
        final ObjectNode all = JsonNodeFactory.instance.objectNode();
        entries.forEach((key, entry) -> all.set(key, EntryJson.node(entry)));
        write(all);
    }

    @Override
    public void remove(final String key) throws DirectoryException {
        final ObjectNode all = read();
        if (all.remove(key) != null) {
            write(all);
        }
    }

    @Override
    public Absence absence(final String key) {
        return Files.exists(file) ? Absence.DELETED : Absence.LOST;
    }

    @Override
    public void close() {
        // every change is complete when it returns
    }

    private ObjectNode read() throws DirectoryException {
        final byte[] bytes;
        try {
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                throw new DirectoryException(
                        file + " is of " + Files.size(file) + " bytes (expected: at most " + MOST_BYTES
                                + "). Take out what is no query.",
                        null);
            }
            bytes = Files.readAllBytes(file);
        } catch (final NoSuchFileException empty) {
            return JsonNodeFactory.instance.objectNode();
        } catch (final IOException unreadable) {
            throw failed("read", unreadable);
        }
        try {
            if (Json.MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw damaged(bytes, "it holds no JSON object", null);
        } catch (final JsonProcessingException noJson) {
            final JsonLocation at = noJson.getLocation();
            throw damaged(bytes, "no JSON at line " + at.getLineNr() + ", column " + at.getColumnNr(), noJson);
        } catch (final IOException impossible) {
            throw failed("read", impossible); // bytes that are in memory
        }
    }

    private DirectoryException damaged(final byte[] bytes, final String where, final IOException cause) {
        return new DirectoryException(
                file + " is damaged: " + where + ". " + copied(bytes) + "Mend or remove the file.", cause);
    }

    /** Named by what is in it, so that it is kept once. */
    private String copied(final byte[] bytes) {
        final CRC32 checksum = new CRC32();
        checksum.update(bytes);
        final Path copy = file.resolveSibling(
                String.format(Locale.ROOT, "%s.damaged-%08x", file.getFileName(), checksum.getValue()));
        try {
            if (Files.notExists(copy)) {
                writeThrough(copy, bytes);
            }
            return "A copy is " + copy.getFileName() + ". ";
        } catch (final IOException unwritable) {
            return "";
        }
    }

    private void write(final JsonNode all) throws DirectoryException {
        final Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            writeThrough(next, all.toPrettyString().getBytes(StandardCharsets.UTF_8));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
        } catch (final IOException unwritable) {
            throw failed("written", unwritable);
        }
    }

    private static void writeThrough(final Path file, final byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private DirectoryException failed(final String what, final IOException cause) {
        return new DirectoryException(file + ": cannot be " + what + ": " + cause.getMessage(), cause);
    }
}
