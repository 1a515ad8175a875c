package leela.io.http.graphite.answer;

import leela.io.http.graphite.joining.ReadRoom;

/** Where a thread reads series and writes them, one after another. Thread: one at a time. */
public record SeriesRoom(ReadRoom read, JsonSeries json) {

    /** Values of a series that is read here, as a rule: a day of values each 10 s are half of it. */
    static final int MOST_VALUES = 1 << 14;

    public SeriesRoom() {
        this(new ReadRoom(), new JsonSeries());
    }

    /** Whether it is worth to be kept for whoever reads next. */
    boolean isSmall() {
        return read.capacity() <= MOST_VALUES;
    }
}
