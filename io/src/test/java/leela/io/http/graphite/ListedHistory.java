package leela.io.http.graphite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import leela.engine.history.History;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.keys.KeyTags;

/** A history that holds what it was given. Thread: the test's writes it before others read. */
public final class ListedHistory implements History {

    private static final long SECOND_NS = 1_000_000_000L;

    private final TreeMap<String, TreeMap<Long, Double>> series = new TreeMap<>();

    public void put(final String key, final long time, final double value) {
        putAt(key, time * SECOND_NS, value);
    }

    public void putAt(final String key, final long timeNs, final double value) {
        series.computeIfAbsent(key, one -> new TreeMap<>()).put(timeNs, value);
    }

    @Override
    public Points points(final byte[] key, final long fromNs, final long toNs) {
        final NavigableMap<Long, Double> range = series.getOrDefault(
                        new String(key, StandardCharsets.UTF_8), new TreeMap<>())
                .subMap(fromNs, true, Math.max(fromNs, toNs), true);
        return new ChunkPoints(range);
    }

    @Override
    public Documents documents(final byte[] key, final long fromNs, final long toNs) {
        return History.NONE.documents(key, fromNs, toNs);
    }

    @Override
    public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit) {
        final KeyScan scan = new KeyScan(filter, KeyCase.KEPT);
        final List<byte[]> found = new ArrayList<>();
        for (final String name : series.keySet()) {
            final byte[] key = name.getBytes(StandardCharsets.UTF_8);
            if (Arrays.compareUnsigned(key, after) > 0
                    && KeyScan.startsWith(key, scan.prefix())
                    && scan.matches(key)
                    && found.size() < limit) {
                found.add(key);
            }
        }
        return new KeyPage(found, found.size() < limit ? new byte[0] : found.get(limit - 1));
    }

    @Override
    public List<byte[]> tagNames(final byte[] prefix, final int limit) {
        return texts(prefix, limit, (tag, value) -> tag);
    }

    @Override
    public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
        return texts(prefix, limit, (one, value) -> Arrays.equals(one, tag) ? value : new byte[0]);
    }

    private List<byte[]> texts(final byte[] prefix, final int limit, final BinaryOperator<byte[]> text) {
        final TreeSet<byte[]> found = new TreeSet<>(Arrays::compareUnsigned);
        for (final String name : series.keySet()) {
            final byte[] key = name.getBytes(StandardCharsets.UTF_8);
            if (KeyTags.areIn(key)) {
                found.add(text.apply(KeyTags.NAME.getBytes(StandardCharsets.UTF_8), KeyTags.nameOf(key)));
            }
            KeyTags.visit(key, (tag, value) -> found.add(text.apply(tag, value)));
        }
        return found.stream()
                .filter(one -> one.length > 0 && KeyScan.startsWith(one, prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public List<byte[]> spellings(final byte[] key, final int limit) {
        return series.containsKey(new String(key, StandardCharsets.UTF_8)) ? List.of(key) : List.of();
    }
}
