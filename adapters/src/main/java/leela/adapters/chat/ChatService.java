package leela.adapters.chat;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.counters.Counters;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.notify.Notifier;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.SeriesTable;
import leela.engine.spi.Chat;
import leela.engine.spi.Chat.Words;
import leela.engine.spi.Directory;
import leela.engine.spi.DirectoryException;
import leela.engine.spi.KeyPattern;
import leela.engine.spi.PartState;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

/**
 * Standing queries by chat: commands from the chat to the directory, its entries to running queries, their results back
 * to the chat.
 * Thread: {@code leela-directory} for commands and directory, {@code leela-chat} for results and answers; {@link
 * #onMessage} any.
 * Errors: what fails is answered or logged; nothing is thrown.
 */
public final class ChatService implements AutoCloseable, Chat.Listener {

    private static final int MAX_PENDING = 1000;
    private static final long CLOSE_TIMEOUT_MS = 5000;

    private final ChatConfig config;
    private final Chat chat;
    private final Directory directory;
    private final Counters counters;
    private final ErrorHandler onError;
    private final ChatDispatcher dispatcher;
    private final DirectoryQueries queries;
    private final CommandHandler commands;
    private final ScheduledExecutorService executor;
    private final AtomicInteger pending = new AtomicInteger();

    /** What it works with. */
    public record Context(SeriesTable series, Clock clock, Counters counters, ErrorHandler onError) {}

    private final class Person implements CommandHandler.Person {

        private final Words words;

        private Person(final Words words) {
            this.words = words;
        }

        @Override
        public String owner() {
            return words.owner();
        }

        @Override
        public String said() {
            return words.name();
        }

        @Override
        public String corrected() {
            return words.corrected();
        }

        @Override
        public void answer(final Reply reply) {
            if (reply instanceof Reply.Refused) {
                counters.increment(ChatCounter.COMMANDS_REFUSED);
                if (words.isUnattended()) {
                    return; // nobody reads it, and a program might answer it
                }
            }
            dispatcher.answer(words.owner(), words.replyTo(), reply);
        }
    }

    /** Closes chat and directory with itself. */
    public ChatService(
            final ChatConfig config,
            final Chat chat,
            final Directory directory,
            final QueryRegistry registry,
            final KeyPattern.Compiler patterns,
            final Context context) {
        this.config = config;
        this.chat = chat;
        this.directory = directory;
        this.counters = context.counters();
        this.onError = context.onError();
        final ChatResultQueue results = new ChatResultQueue();
        dispatcher = new ChatDispatcher(config, chat, results, context.clock(), counters, onError);
        queries = new DirectoryQueries(directory, registry, results, dispatcher, context.clock(), counters);
        commands = new CommandHandler(
                queries, patterns, config.queriesPerUser(), new MatchingSeries(context.series(), context.clock()));
        executor = Executors.newSingleThreadScheduledExecutor(new NamedThreads("leela-directory", onError));
    }

    /** Starts the directory's queries, and lets the chat connect. */
    public void start() {
        dispatcher.start();
        final var unused = executor.scheduleWithFixedDelay(
                () -> guard(this::refresh), 0, config.refresh().toMillis(), TimeUnit.MILLISECONDS);
        chat.start(this);
    }

    /** Who carries out what people say of alerts; before it is started. */
    public void alerts(final AlertCommands alerts) {
        commands.alerts(alerts);
    }

    /** Takes texts for users and rooms, beside those of queries. Thread: any. */
    public Notifier<String> texts() {
        return chat;
    }

    /** Whether messages come and go. Thread: any. */
    public PartState chatState() {
        return chat.state();
    }

    /** Whether the queries are those of the directory. Thread: any. */
    public PartState directoryState() {
        return queries.state();
    }

    @Override
    public void onMessage(final Words words) {
        counters.increment(ChatCounter.COMMANDS);
        final String body = words.body();
        final Person person = new Person(words);
        if (words.isAside()) {
            person.answer(CommandHandler.refused(
                    403,
                    "forbidden",
                    body,
                    "In a private message of a room nobody can tell whose a query is: say it in the room, beginning "
                            + "with my name there, or write to my own address."));
        } else if (!config.allows(words.owner())) {
            person.answer(CommandHandler.refused(403, "forbidden", body, "You may not give commands here."));
        } else if (pending.incrementAndGet() > MAX_PENDING || !enqueue(body, person)) {
            pending.decrementAndGet();
            person.answer(CommandHandler.refused(503, "busy", body, "Too many commands are waiting."));
        }
    }

    @Override
    public void onReady() {
        dispatcher.wakeUp();
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        CloseHelper.closeAll(queries::endAll, dispatcher, chat, directory);
    }

    private boolean enqueue(final String body, final Person person) {
        try {
            executor.execute(() -> guard(() -> {
                pending.decrementAndGet();
                commands.execute(body, person);
            }));
            return true;
        } catch (final RejectedExecutionException closed) {
            return false;
        }
    }

    private void refresh() {
        try {
            queries.refresh();
        } catch (final DirectoryException unavailable) {
            // logged and counted already; what runs goes on, and the next time comes soon
        }
    }

    private void guard(final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException fault) {
            // the executor would keep it to itself and never run the task again
            onError.onError(fault);
        }
    }
}
