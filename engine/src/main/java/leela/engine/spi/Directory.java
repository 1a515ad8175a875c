package leela.engine.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Where the standing queries that people asked for are written down, so that they outlive the engine and several
 * instances share them. Other tools may read and write the same place.
 * Thread: one.
 * Errors: {@link DirectoryException} where the directory does not answer; it may be asked again at any time.
 */
public interface Directory extends AutoCloseable {

    /** One that holds more entries is not read: ten times as many as there may be queries by default. */
    int MOST_ENTRIES = 100_000;

    /** Everything that is in it now, by key; what makes no sense is left out. */
    Map<String, Entry> entries() throws DirectoryException;

    /**
     * Adds an entry; one that is there already stays as it is. When it returns, the entry outlives the end of this
     * process.
     */
    void put(String key, Entry entry) throws DirectoryException;

    /** Takes an entry out, if it is there. */
    void remove(String key) throws DirectoryException;

    /** Why an entry that was there is there no more; to be asked after {@link #entries} has left it out. */
    Absence absence(String key) throws DirectoryException;

    @Override
    void close();

    /** What has become of an entry. */
    enum Absence {
        /** {@link #remove} took it out, of this engine or of another one. */
        REMOVED,
        /** Somebody else took it out, or made it unreadable. */
        DELETED,
        /** Nobody did: the directory has lost all that was in it. */
        LOST
    }

    /**
     * A standing query as it was asked for.
     *
     * @param pipeline as written
     * @param regex    as written
     * @param sender   whose it is: an address without a resource
     * @param text     the whole statement as written, where pipeline and regex cannot say it; these are empty then, and
     *                 else it is
     */
    record Entry(String pipeline, String regex, String sender, String text) {

        /** What pipeline and regex say. */
        public Entry(final String pipeline, final String regex, final String sender) {
            this(pipeline, regex, sender, "");
        }

        /** What only a statement says. */
        public static Entry of(final String statement, final String sender) {
            return new Entry("", "", sender, statement);
        }

        /**
         * What the first Leela and its tools call the entry: SHA-512 of sender, pipeline and regex, in hex. Of an entry
         * with a statement that of sender and statement.
         */
        public String key() {
            final MessageDigest digest = sha512();
            digest.update(sender.getBytes(StandardCharsets.UTF_8));
            digest.update(pipeline.getBytes(StandardCharsets.UTF_8));
            digest.update(regex.getBytes(StandardCharsets.UTF_8));
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        }

        /** The statement that asks for it. */
        public String statement() {
            return text.isEmpty() ? "SELECT " + pipeline + " FROM " + regex + ";" : text;
        }

        private static MessageDigest sha512() {
            try {
                return MessageDigest.getInstance("SHA-512");
            } catch (final NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every Java platform has SHA-512", missing);
            }
        }
    }
}
