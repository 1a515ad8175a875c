package leela.io.http.write;

import io.netty.handler.codec.http.HttpResponseStatus;
import leela.engine.counters.Counters;
import leela.engine.history.StorageHealth;
import leela.engine.history.WriteBarrier;
import leela.engine.ring.Producer;
import leela.engine.runtime.Clock;
import leela.io.http.HttpRefusal;

/**
 * What one door writes through.
 * Thread: the loop's.
 *
 * @param producer of its source; from here on the door's alone
 * @param health   whether what comes is kept
 * @param barrier  tells when it is
 */
public record Door(Producer producer, StorageHealth health, WriteBarrier barrier, Counters counters, Clock clock) {

    /** Refuses what would be lost. */
    void requireKeptEntries() {
        health.loss().ifPresent(loss -> {
            throw new HttpRefusal(
                    loss.isForWantOfRoom()
                            ? HttpResponseStatus.INSUFFICIENT_STORAGE
                            : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "storage: nothing can be kept: " + loss.reason());
        });
    }
}
