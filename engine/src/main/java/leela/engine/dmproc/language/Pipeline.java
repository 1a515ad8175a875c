package leela.engine.dmproc.language;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Functions one behind another: what happens to each event of a matching series. {@code toString} gives the strict
 * form.
 * Thread: immutable.
 */
public record Pipeline(List<Func> funcs) {

    /** Most functions of a program that have a memory or stand inside of a window ([language 6]). */
    static final int MAX_KEPT = 256;

    public Pipeline {
        if (funcs.isEmpty()) {
            throw new IllegalArgumentException("pipeline: 0 functions (expected: at least 1)");
        }
        funcs = List.copyOf(funcs);
    }

    @Override
    public String toString() {
        return funcs.stream().map(Func::toString).collect(Collectors.joining(" | "));
    }
}
