package leela.adapters.chat;

import static leela.engine.counters.CounterDescription.counter;
import static leela.engine.counters.CounterDescription.gauge;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/** What is counted of commands and messages. Thread: immutable. */
public enum ChatCounter implements Counter {
    COMMANDS(counter(240, "chat.commands.received", "Messages of people, each a command")),
    COMMANDS_REFUSED(counter(241, "chat.commands.refused", "Of these, answered with an error or not at all")),
    SENT(counter(242, "chat.messages.sent", "Messages handed to the chat: answers, events, summaries")),
    HELD_BACK(counter(
            243, "chat.results.held-back", "Results beyond a user's messages a minute; summaries tell of them")),
    OVERRUN(counter(244, "chat.results.overrun", "Of these, results that came faster than they could be looked at")),
    WAITING(gauge(245, "chat.messages.waiting", "Messages that wait for the chat"));

    private final CounterDescription description;

    ChatCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
