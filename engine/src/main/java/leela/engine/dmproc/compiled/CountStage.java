package leela.engine.dmproc.compiled;

/**
 * A window of so many values that ends in an aggregate. One cell, how many came, and those of the body.
 * Thread: that of the state.
 */
final class CountStage extends TimedStage {

    private final double count;
    private final Body body;

    CountStage(final double count, final Body body) {
        this.count = count;
        this.body = body;
    }

    @Override
    int cells() {
        return 1 + body.cells();
    }

    @Override
    long[] reserved() {
        return body.reserved();
    }

    @Override
    int steps() {
        return 1 + body.steps();
    }

    @Override
    boolean accept(final PipelineState state, final Flow flow) {
        if (state.cells[base] == 0) {
            body.open(state, base + 1, store);
        }
        body.feed(state, base + 1, store, flow.x, flow.timeNs, flow);
        if (++state.cells[base] < count) {
            return false;
        }
        state.cells[base] = 0;
        return body.finish(state, base + 1, store, flow.timeNs, flow);
    }
}
