package leela.io.socket;

import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.agrona.ErrorHandler;

/**
 * What a receiver needs of the service around it.
 * Thread: immutable.
 *
 * @param clock    time of arrival, and deadlines
 * @param counters what is read and lost
 * @param onError  takes what a receiver's thread could not handle
 */
public record ReceiverContext(Clock clock, Counters counters, ErrorHandler onError) {}
