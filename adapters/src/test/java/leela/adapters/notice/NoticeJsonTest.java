package leela.adapters.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.alert.Transition;
import leela.engine.notify.delivery.Notice;
import leela.engine.notify.delivery.Receipt;
import leela.engine.notify.delivery.Transitions;
import org.junit.jupiter.api.Test;

/** The JSON of a webhook; that Alertmanager's own has the same fields is held beside a real one. */
final class NoticeJsonTest {

    private final NoticeJson json = new NoticeJson(
            new NoticeText("alerts.text", NoticeText.DEFAULT, "https://leela.example.org/alerts/{opened}"),
            "https://leela.example.org");

    @Test
    void shouldWriteAnAlertThatFires() {
        assertThat(message(Transitions.firing(7, "web1")).toPrettyString()).isEqualToNormalizingNewlines("""
                {
                  "receiver" : "pager",
                  "status" : "firing",
                  "alerts" : [ {
                    "status" : "firing",
                    "labels" : {
                      "alertname" : "disk_full",
                      "by_1" : "web1",
                      "by_2" : "root",
                      "group" : "web1.df-root.percent",
                      "severity" : "critical"
                    },
                    "annotations" : {
                      "key" : "web1.df-root.percent",
                      "number" : "7",
                      "state" : "firing",
                      "summary" : "web1: root is 91.5% full",
                      "value" : "91.5"
                    },
                    "startsAt" : "2026-11-29T11:57:00Z",
                    "endsAt" : "0001-01-01T00:00:00Z",
                    "generatorURL" : "https://leela.example.org/alerts/7",
                    "fingerprint" : "%s"
                  } ],
                  "groupLabels" : {
                    "alertname" : "disk_full",
                    "by_1" : "web1",
                    "by_2" : "root"
                  },
                  "commonLabels" : {
                    "alertname" : "disk_full",
                    "by_1" : "web1",
                    "by_2" : "root",
                    "group" : "web1.df-root.percent",
                    "severity" : "critical"
                  },
                  "commonAnnotations" : {
                    "key" : "web1.df-root.percent",
                    "number" : "7",
                    "state" : "firing",
                    "summary" : "web1: root is 91.5% full",
                    "value" : "91.5"
                  },
                  "externalURL" : "https://leela.example.org",
                  "event" : "change",
                  "version" : "4",
                  "groupKey" : "{}:{alertname=\\"disk_full\\", by_1=\\"web1\\", by_2=\\"root\\"}",
                  "truncatedAlerts" : 0
                }""".replace(
                        "%s", AlertLabels.fingerprint(AlertLabels.of(Transitions.firing(7, "web1")))));
    }

    @Test
    void shouldTellWhenAnAlertThatEndsHadBegun() {
        message(Transitions.firing(7, "web1"));
        final JsonNode ended = message(Transitions.resolved(9, 7, "web1"));

        assertThat(ended.path("status").asText()).isEqualTo("resolved");
        assertThat(ended.at("/alerts/0/startsAt").asText()).isEqualTo("2026-11-29T11:57:00Z");
        assertThat(ended.at("/alerts/0/endsAt").asText()).isEqualTo("2026-11-29T12:00:00Z");
    }

    @Test
    void shouldNameWhatSeveralHaveInCommon() {
        final JsonNode message = message(Transitions.firing(7, "web1"), Transitions.resolved(8, 5, "web2"));

        assertThat(message.path("status").asText()).isEqualTo("firing");
        assertThat(message.path("commonLabels").toString())
                .isEqualTo("{\"alertname\":\"disk_full\",\"by_2\":\"root\",\"severity\":\"critical\"}");
        assertThat(message.path("commonAnnotations").size()).isZero();
        assertThat(message.path("alerts")).hasSize(2);
    }

    @Test
    void shouldTellHowManyWereDiscardedBeforeIt() {
        final JsonNode message = json.message(new Notice("id", "pager", List.of(Transitions.firing(7, "web1")), 4, 0));

        assertThat(message.path("truncatedAlerts").asLong()).isEqualTo(4);
    }

    @Test
    void shouldTellTheReceiptOfEachWhereThereIsOne() {
        final Receipt first = new Receipt(180_000_000_000L, 1_200_000_000L, 400_000L, 200_000_000L);
        final JsonNode message = json.message(new Notice(
                "id",
                "pager",
                List.of(Transitions.firing(7, "web1"), Transitions.firing(8, "web2")),
                0,
                0,
                List.of(first, new Receipt(0, 0, 0, 5))));

        assertThat(message.at("/alerts/0/receipt").toString())
                .isEqualTo("{\"heldSeconds\":180.000000000,\"arrivalSeconds\":1.200000000,"
                        + "\"decisionSeconds\":0.000400000,\"sendingSeconds\":0.200000000}");
        assertThat(message.at("/alerts/1/receipt/sendingSeconds").decimalValue())
                .isEqualByComparingTo("5e-9");
        assertThat(message(Transitions.firing(7, "web1")).at("/alerts/0").has("receipt"))
                .isFalse();
    }

    /** The second as Debian's Alertmanager 0.25 shows it. */
    @Test
    void shouldFingerprintAsPrometheusDoes() {
        assertThat(AlertLabels.fingerprint(new TreeMap<>(Map.of("alertname", "x"))))
                .isEqualTo("d240efc3896bf266");
        assertThat(AlertLabels.fingerprint(new TreeMap<>())).isEqualTo("cbf29ce484222325");
    }

    private JsonNode message(final Transition... transitions) {
        return json.message(new Notice("node/pager/7", "pager", List.of(transitions), 0, 0));
    }
}
