package leela.io.http;

import leela.engine.agent.Clock;
import leela.engine.counters.Counters;
import org.agrona.ErrorHandler;

/** What all connections share. Thread: the loop's. */
record Reception(Router router, AnswerHeaders headers, BearerToken token, int maxBody, Counters counters, Clock clock,
        OpenConnections open, ErrorHandler onError) {
}
