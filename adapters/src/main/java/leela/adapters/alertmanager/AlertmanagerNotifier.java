package leela.adapters.alertmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import leela.adapters.notice.AlertLabels;
import leela.adapters.notice.HttpPost;
import leela.adapters.notice.NoticeJson;
import leela.adapters.notice.NoticeText;
import leela.adapters.notice.PostLoop;
import leela.engine.alert.Transition;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.Notice;
import leela.engine.runtime.Clock;

/**
 * Brings alerts to an Alertmanager, which knows each by its labels and so takes a repetition for the same. It forgets
 * alerts when it ends: those that stand are sent again every so often, and bear an end far ahead, since silence is no
 * all-clear.
 * Thread: {@link #trySend} and {@link #resend} any; outcomes come on the executor's.
 * Memory: the alerts that stand, {@value #MOST_OPEN} at most; the oldest are no longer repeated beyond it.
 */
public final class AlertmanagerNotifier implements Notifier<Notice> {

    private static final int MOST_OPEN = 10_000;
    private static final int MOST_AT_ONCE = 1000;
    private static final long END_AHEAD_NS = 24 * 3600 * Clock.NANOS_PER_SECOND;

    private final HttpPost http;
    private final NoticeJson json;
    private final NoticeText text;
    private final Clock clock;
    private final Map<Map<String, String>, Transition> open = new LinkedHashMap<>();
    private volatile boolean isRepeating;

    public AlertmanagerNotifier(
            final AlertmanagerConfig config,
            final NoticeJson json,
            final NoticeText text,
            final Clock clock,
            final PostLoop loop) {
        this.json = json;
        this.text = text;
        this.clock = clock;
        http = new HttpPost(config.target(), loop);
    }

    @Override
    public boolean isConnected() {
        return true; // a try tells
    }

    @Override
    public boolean trySend(final String to, final Notice notice, final Consumer<Outcome> onOutcome) {
        return trySend(to, notice, () -> {}, onOutcome);
    }

    @Override
    public boolean trySend(
            final String to, final Notice notice, final Runnable onBegin, final Consumer<Outcome> onOutcome) {
        post(notice.transitions(), onBegin, outcome -> {
            if (outcome.kind() == Outcome.Kind.CONFIRMED) {
                remember(notice.transitions());
            }
            onOutcome.accept(outcome);
        });
        return true;
    }

    /** What an earlier run has told of, oldest first: what stands of it is told again. */
    public void standing(final List<Transition> told) {
        remember(told);
    }

    /** Tells again of the alerts that stand; what fails is told again the next time. */
    public void resend() {
        final List<Transition> standing = standing();
        if (standing.isEmpty() || isRepeating) {
            return;
        }
        isRepeating = true;
        resendFrom(standing, 0);
    }

    private void resendFrom(final List<Transition> standing, final int from) {
        final int to = Math.min(standing.size(), from + MOST_AT_ONCE);
        post(standing.subList(from, to), () -> {}, outcome -> {
            if (outcome.kind() == Outcome.Kind.CONFIRMED && to < standing.size()) {
                resendFrom(standing, to);
            } else {
                isRepeating = false;
            }
        });
    }

    private void post(
            final Collection<Transition> transitions, final Runnable onBegin, final Consumer<Outcome> onOutcome) {
        final ArrayNode alerts = JsonNodeFactory.instance.arrayNode();
        transitions.forEach(transition -> alerts.add(alert(transition)));
        http.send(alerts.toString().getBytes(StandardCharsets.UTF_8), Map.of(), onBegin, onOutcome);
    }

    private ObjectNode alert(final Transition transition) {
        final ObjectNode alert = JsonNodeFactory.instance.objectNode();
        final ObjectNode labels = alert.putObject("labels");
        AlertLabels.of(transition).forEach(labels::put);
        final ObjectNode annotations = alert.putObject("annotations");
        json.annotations(transition).forEach(annotations::put);
        if (transition.to().isOpen()) {
            alert.put("startsAt", NoticeJson.time(transition.sinceNs()));
            alert.put("endsAt", NoticeJson.time(clock.timeNs() + END_AHEAD_NS));
        } else {
            // its begin is the Alertmanager's to know; the end must not come before it
            alert.put("endsAt", NoticeJson.time(transition.timeNs()));
        }
        final String link = text.link(transition);
        return link.isEmpty() ? alert : alert.put("generatorURL", link);
    }

    private synchronized List<Transition> standing() {
        return new ArrayList<>(open.values());
    }

    private synchronized void remember(final List<Transition> transitions) {
        for (final Transition transition : transitions) {
            final Map<String, String> labels = AlertLabels.of(transition);
            open.remove(labels);
            if (transition.to().isOpen()) {
                open.put(labels, transition);
            }
        }
        while (open.size() > MOST_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
    }
}
