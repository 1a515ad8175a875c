package leela.io.http;

import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.ring.Producer;
import leela.engine.runtime.Clock;

/**
 * What stands behind the door.
 * Thread: immutable.
 *
 * @param producer for {@link leela.engine.ring.Source#HTTP}; from here on it is the server's alone
 * @param version  the engine's, {@code x.y.z} with anything behind it
 */
public record HttpServices(
        Producer producer, History history, Counters counters, Readiness readiness, String version, Clock clock) {}
