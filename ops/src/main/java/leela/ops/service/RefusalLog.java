package leela.ops.service;

import leela.engine.refusal.Refusal;
import leela.engine.refusal.Refusals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log line for what an input did not take. Thread: any. */
final class RefusalLog implements Refusals.Log {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    @Override
    public void refused(final Refusal refusal, final long count) {
        LOG.warn(
                "event=input.refused source={} cause={} sender={} key=\"{}\" position={} reason=\"{}\" refused={}",
                refusal.source(),
                refusal.cause(),
                refusal.sender(),
                refusal.key(),
                refusal.position(),
                refusal.reason(),
                count);
    }
}
