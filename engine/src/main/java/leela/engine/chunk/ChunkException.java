package leela.engine.chunk;

/**
 * The bytes are no chunk, or a damaged one; the message says where it shows. The only exception a decoder throws.
 * Thread: immutable.
 */
public final class ChunkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ChunkException(final String message) {
        super(message);
    }
}
