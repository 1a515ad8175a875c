package leela.engine.spi;

/**
 * The keys of a store by their tags ({@link leela.engine.keys.KeyTags}), as they are stored. What was written is in it;
 * what has been deleted or has expired may be for some minutes more.
 * Thread: any; calls may block.
 * Memory: each cursor as that over keys.
 * Errors: {@link StoreException}.
 */
public interface TagIndex {

    /**
     * The keys of which a tag has this value, in ascending byte order: those that begin with {@code prefix} and come
     * behind {@code after}; both may be empty.
     */
    Store.Keys keys(byte[] tag, byte[] value, byte[] prefix, byte[] after);

    /**
     * The values that a tag has, in ascending byte order: those that begin with {@code prefix}. Of {@code name} what
     * stands before tags.
     */
    Store.Keys values(byte[] tag, byte[] prefix);

    /** The tags that keys have, and {@code name}, in ascending byte order: those that begin with {@code prefix}. */
    Store.Keys names(byte[] prefix);
}
