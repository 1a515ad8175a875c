package leela.engine.chunk;

/**
 * What a chunk says of itself before its points.
 * Thread: its owner's.
 * Memory: nothing per chunk.
 * Errors: {@link ChunkException} for what no chunk begins with.
 */
final class ChunkHead {

    int version;
    int count;
    long firstNs;
    long lastNs;
    long unit;
    ValueScale kind;
    int scale;
    double factor;
    boolean isTwice;
    boolean hasEscapes;

    void read(final HeadReader reader) {
        final int first = reader.nextByte();
        version = first >> ChunkDescriptor.VERSION_SHIFT;
        if (version != ChunkDescriptor.VERSION && version != BlockDescriptor.VERSION) {
            throw new ChunkException("chunk: version " + version + " (expected: 1 or 2)");
        }
        kind = ValueScale.ofCode(first & ChunkDescriptor.SCALE_MASK);
        isTwice = (first & ChunkDescriptor.TWICE_FLAG) != 0;
        hasEscapes = (first & ChunkDescriptor.ESCAPE_FLAG) != 0;
        final int tens = reader.nextByte();
        final long points = reader.number();
        if (points < 1 || points > ChunkDescriptor.MAX_POINTS) {
            throw new ChunkException("chunk: " + points + " points (expected: 1-" + ChunkDescriptor.MAX_POINTS + ")");
        }
        count = (int) points;
        firstNs = reader.signed() * ChunkDescriptor.powerOfTen(tens & 0xf);
        unit = reader.number() * ChunkDescriptor.powerOfTen(tens >> 4);
        lastNs = firstNs + reader.signed() * unit;
        final long newScale = reader.signed();
        factor = kind.factor(newScale);
        scale = (int) newScale;
    }
}
