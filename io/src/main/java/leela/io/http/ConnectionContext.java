package leela.io.http;

import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.agrona.ErrorHandler;

/** What all connections share. Thread: the loop's. */
record ConnectionContext(
        Router router,
        AnswerHeaders headers,
        BearerToken token,
        int maxBody,
        Counters counters,
        Clock clock,
        OpenConnections open,
        ErrorHandler onError) {}
