package leela.engine.notify.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A log that outlives the one that writes it, and fails, or ends the world, when the test wants. */
public final class MemoryLog implements DeliveryLog {

    /** Nobody catches it: the process is gone. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    public final List<byte[]> records = new ArrayList<>();
    public boolean isFull;
    public int syncs;

    private long bytes;
    /** How many steps are left until the kill; negative for ever. */
    public int stepsLeft = -1;

    /** One step of the world. */
    public void step() {
        if (stepsLeft == 0) {
            throw new Killed();
        }
        stepsLeft--;
    }

    @Override
    public List<byte[]> read() {
        return List.copyOf(records);
    }

    @Override
    public void append(final byte[] record) throws IOException {
        step();
        refuse();
        records.add(record);
        bytes += record.length;
    }

    @Override
    public void sync() throws IOException {
        step();
        refuse();
        syncs++;
    }

    @Override
    public long size() {
        return bytes;
    }

    @Override
    public void rewrite(final List<byte[]> anew) throws IOException {
        step();
        refuse();
        records.clear();
        records.addAll(anew);
        bytes = anew.stream().mapToLong(record -> record.length).sum();
    }

    @Override
    public void close() {
        // it stays
    }

    private void refuse() throws IOException {
        if (isFull) {
            throw new IOException("no space left on device");
        }
    }
}
