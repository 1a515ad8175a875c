package leela.ops.notify;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import leela.adapters.alertmanager.AlertmanagerNotifier;
import leela.adapters.exec.ExecNotifier;
import leela.adapters.notice.InDoubt;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.PostLoop;
import leela.adapters.notice.TextNotifier;
import leela.adapters.smtp.EmailNotifier;
import leela.adapters.webhook.WebhookNotifier;
import leela.engine.alert.Transition;
import leela.engine.counters.Counters;
import leela.engine.counters.LatencyHistogram;
import leela.engine.keys.NearestName;
import leela.engine.notify.Notifier;
import leela.engine.notify.delivery.DeliveryCounters;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Recipient;
import leela.engine.notify.delivery.Recipients;
import leela.engine.runtime.Clock;
import leela.engine.runtime.NamedThreads;
import leela.ops.config.AlertsConfig;
import leela.ops.config.Config;
import org.agrona.ErrorHandler;

/**
 * Who can be told: the tables of [alerts] by their names, and users and rooms by the chat.
 * Thread: any; what waits for mail servers and programs has threads of its own, {@code leela-out}, one each at most
 * while something is under way; what goes over HTTP has one thread, {@code leela-post}.
 * Errors: {@link IllegalArgumentException} that begins with a key, where a file or a program cannot be had.
 */
public final class ConfiguredRecipients implements Recipients, AutoCloseable {

    private static final List<String> WAYS = List.of("webhook", "alertmanager", "email", "exec", "chat");
    private static final long IDLE_S = 10;
    private static final int MOST_THREADS = 256;

    private final Map<String, Recipient> named = new TreeMap<>();
    private final Map<String, AlertmanagerNotifier> repeating = new TreeMap<>();
    private final List<Repetition> repetitions = new ArrayList<>();
    private final Map<String, DeliveryCounters> counted = new TreeMap<>();
    private final ThreadPoolExecutor executor;
    private final PostLoop posts;
    private final Optional<Notifier<Notice>> chat;
    private final int chatMessagesPerMinute;

    /** Something to be done every so often. */
    record Repetition(long periodMs, Runnable body) {}

    /** {@code texts} is the chat, where there is one. */
    public ConfiguredRecipients(
            final Config config,
            final Optional<Notifier<String>> texts,
            final Clock clock,
            final Counters counters,
            final ErrorHandler onError) {
        WAYS.forEach(way -> counted.put(way, WayCounter.of(way, counters)));
        executor = new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                IDLE_S,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new NamedThreads("leela-out", onError));
        posts = new PostLoop(executor, onError);
        final AlertsConfig alerts = config.alerts();
        final NoticeText text = new NoticeText("alerts.text", alerts.text(), alerts.link(), clock::timeNs);
        chat = texts.map(one -> new TextNotifier(one, text));
        chatMessagesPerMinute = config.xmpp().messagesPerMinute();
        final List<String> faults = new ArrayList<>();
        alerts.webhooks()
                .forEach((name, one) -> attempt(
                        faults,
                        () -> add(
                                name,
                                "webhook",
                                place(one.target().url()),
                                new WebhookNotifier(one, json(text, alerts), posts),
                                one.inDoubt() == InDoubt.REPEAT,
                                one.messagesPerMinute())));
        alerts.alertmanagers()
                .forEach((name, one) -> attempt(faults, () -> {
                    final AlertmanagerNotifier notifier =
                            new AlertmanagerNotifier(one, json(text, alerts), text, clock, posts);
                    repeating.put(name, notifier);
                    repetitions.add(new Repetition(one.resend().toMillis(), notifier::resend));
                    add(name, "alertmanager", place(one.target().url()), notifier, true, one.messagesPerMinute());
                }));
        alerts.emails()
                .forEach((name, one) -> attempt(
                        faults,
                        () -> add(
                                name,
                                "email",
                                String.join(", ", one.to()) + " by " + one.server() + ":" + one.port(),
                                new EmailNotifier(one, text, alerts.link(), clock, executor),
                                one.inDoubt() == InDoubt.REPEAT,
                                one.messagesPerMinute())));
        alerts.programs()
                .forEach((name, one) -> attempt(
                        faults,
                        () -> add(
                                name,
                                "exec",
                                one.command().get(0),
                                new ExecNotifier(one, json(text, alerts), text, executor),
                                one.inDoubt() == InDoubt.REPEAT,
                                one.messagesPerMinute())));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    private static void attempt(final List<String> faults, final Runnable making) {
        try {
            making.run();
        } catch (final IllegalArgumentException refused) {
            faults.add(refused.getMessage());
        }
    }

    @Override
    public Optional<Recipient> find(final String name) {
        final Recipient known = named.get(name);
        return known != null || !isAddress(name)
                ? Optional.ofNullable(known)
                : chat.map(notifier ->
                        new Recipient(name, "chat", name, notifier, false, chatMessagesPerMinute, counted.get("chat")));
    }

    @Override
    public Optional<String> fault(final String name) {
        if (find(name).isPresent()) {
            return Optional.empty();
        }
        if (isAddress(name)) {
            return Optional.of(name + " is told by chat, which is not enabled (xmpp.enabled)");
        }
        return Optional.of("no recipient is called " + name
                + NearestName.of(name, named.keySet())
                        .map(nearest -> " (did you mean " + nearest + "?)")
                        .orElse(
                                named.isEmpty()
                                        ? " (there are none: see [alerts] of leela.toml)"
                                        : " (known: " + String.join(", ", named.keySet()) + ")"));
    }

    /** Those of the configuration, by name. */
    List<Recipient> all() {
        return List.copyOf(named.values());
    }

    /** What is to be done every so many milliseconds. */
    List<Repetition> repetitions() {
        return List.copyOf(repetitions);
    }

    /** What was told of late, oldest first. */
    void standing(final List<Transition> newest) {
        repeating.forEach((name, notifier) -> notifier.standing(
                newest.stream().filter(one -> one.recipients().contains(name)).toList()));
    }

    /** Of each way. */
    Map<String, LatencyHistogram> latencies(final Function<DeliveryCounters, LatencyHistogram> which) {
        final Map<String, LatencyHistogram> latencies = new TreeMap<>();
        counted.forEach((way, counters) -> latencies.put(way, which.apply(counters)));
        return latencies;
    }

    /** Ends the programs that still run. */
    @Override
    public void close() {
        posts.close();
        executor.shutdownNow();
    }

    private void add(
            final String name,
            final String way,
            final String address,
            final Notifier<Notice> notifier,
            final boolean isRepeatable,
            final int messagesPerMinute) {
        named.put(name, new Recipient(name, way, address, notifier, isRepeatable, messagesPerMinute, counted.get(way)));
    }

    private static NoticeJson json(final NoticeText text, final AlertsConfig config) {
        return new NoticeJson(text, config.link().replaceFirst("^([a-z]+://[^/]*).*", "$1"));
    }

    private static boolean isAddress(final String name) {
        return name.indexOf('@') > 0;
    }

    /** Without the path, which may be secret. */
    private static String place(final URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
