package leela.adapters.notice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import leela.engine.alert.Transition;
import leela.engine.notify.delivery.Notice;

/**
 * A notice as the JSON that Alertmanager posts to webhooks, version 4: who takes theirs takes ours.
 * Thread: any one at a time.
 * Memory: when each of the newest alerts began, so that its end can tell.
 */
public final class NoticeJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String NEVER = "0001-01-01T00:00:00Z";
    private static final int MOST_OPEN = 10_000;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final NoticeText text;
    private final String externalUrl;
    private final Map<Long, Long> beganNs = new LinkedHashMap<>();

    /** {@code text} fills in notes and links; {@code externalUrl} is where the engine's pages are, or empty. */
    public NoticeJson(final NoticeText text, final String externalUrl) {
        this.text = text;
        this.externalUrl = externalUrl;
    }

    /** What a webhook gets. */
    public ObjectNode message(final Notice notice) {
        final ArrayNode alerts = NODES.arrayNode();
        final List<SortedMap<String, String>> labels = new ArrayList<>();
        final List<SortedMap<String, String>> annotations = new ArrayList<>();
        boolean isFiring = false;
        for (final Transition transition : notice.transitions()) {
            labels.add(AlertLabels.of(transition));
            annotations.add(annotations(transition));
            isFiring |= transition.to().isOpen();
            final ObjectNode alert = alert(transition);
            if (!notice.receipts().isEmpty()) {
                alert.set("receipt", ReceiptText.json(notice.receipts().get(alerts.size())));
            }
            alerts.add(alert);
        }
        final SortedMap<String, String> group = AlertLabels.common(labels);
        group.keySet().removeIf(name -> !name.startsWith("by_") && !name.equals("alertname"));
        final ObjectNode message = NODES.objectNode().put("receiver", notice.recipient());
        message.put("status", isFiring ? "firing" : "resolved").set("alerts", alerts);
        message.set("groupLabels", object(group));
        message.set("commonLabels", object(AlertLabels.common(labels)));
        message.set("commonAnnotations", object(AlertLabels.common(annotations)));
        return message.put("externalURL", externalUrl)
                .put("event", notice.event().toString())
                .put("version", "4")
                .put("groupKey", "{}:" + inBraces(group))
                .put("truncatedAlerts", notice.givenUp());
    }

    /** By how much it is late; not in the JSON, which stays the same to the letter when it is sent again. */
    public long lateSeconds(final Notice notice) {
        return text.lateSeconds(notice);
    }

    /** What is said of one alert. */
    private ObjectNode alert(final Transition transition) {
        final boolean isOpen = transition.to().isOpen();
        final SortedMap<String, String> labels = AlertLabels.of(transition);
        final ObjectNode alert = NODES.objectNode().put("status", isOpen ? "firing" : "resolved");
        alert.set("labels", object(labels));
        alert.set("annotations", object(annotations(transition)));
        return alert.put("startsAt", time(began(transition)))
                .put("endsAt", isOpen ? NEVER : time(transition.timeNs()))
                .put("generatorURL", text.link(transition))
                .put("fingerprint", AlertLabels.fingerprint(labels));
    }

    /** What is known of it beside its labels. */
    public SortedMap<String, String> annotations(final Transition transition) {
        final SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put("key", transition.key());
        annotations.put("number", String.valueOf(transition.number()));
        annotations.put("state", transition.to().toString());
        annotations.put("summary", text.note(transition));
        if (!Double.isNaN(transition.value())) {
            annotations.put("value", NoticeText.number(transition.value()));
        }
        return annotations;
    }

    /** When the alert began, as far as it is known. */
    private long began(final Transition transition) {
        if (!transition.to().isOpen()) {
            final Long known = beganNs.remove(transition.opened());
            return known == null ? transition.sinceNs() : known;
        }
        final long began = beganNs.computeIfAbsent(transition.opened(), unknown -> transition.sinceNs());
        if (beganNs.size() > MOST_OPEN) {
            beganNs.remove(beganNs.keySet().iterator().next());
        }
        return began;
    }

    private static ObjectNode object(final Map<String, String> texts) {
        final ObjectNode object = NODES.objectNode();
        texts.forEach(object::put);
        return object;
    }

    /** As Prometheus writes labels. */
    private static String inBraces(final SortedMap<String, String> labels) {
        final List<String> written = new ArrayList<>();
        labels.forEach((name, value) ->
                written.add(name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
        return "{" + String.join(", ", written) + "}";
    }

    /** To the nanosecond. */
    public static String time(final long timeNs) {
        return Instant.ofEpochSecond(Math.floorDiv(timeNs, NS_PER_SECOND), Math.floorMod(timeNs, NS_PER_SECOND))
                .toString();
    }
}
