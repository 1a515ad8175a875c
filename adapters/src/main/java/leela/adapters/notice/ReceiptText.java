package leela.adapters.notice;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import leela.engine.notify.delivery.Receipt;

/** Receipts as people and programs read them. Thread: any. */
final class ReceiptText {

    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_SECOND = 1e9;
    private static final double MINUTE_NS = 60 * NS_PER_SECOND;
    private static final double HOUR_NS = 60 * MINUTE_NS;
    private static final int NANO_DIGITS = 9;

    private ReceiptText() {}

    /** {@code receipt: held for 3.0 min, arrived 1.2 s after its time, decided 0.4 ms later, sent 201 ms later}. */
    static String line(final Receipt receipt, final int transitions) {
        final List<String> parts = new ArrayList<>();
        if (receipt.heldNs() > 0) {
            parts.add("held for " + duration(receipt.heldNs()));
        }
        parts.add("arrived " + duration(receipt.arrivalNs()) + " after its time");
        parts.add("decided " + duration(receipt.decisionNs()) + " later");
        parts.add("sent " + duration(receipt.sendingNs()) + " later");
        return "receipt" + (transitions == 1 ? ": " : " of the first: ") + String.join(", ", parts);
    }

    /** In seconds. */
    static ObjectNode json(final Receipt receipt) {
        final ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("heldSeconds", seconds(receipt.heldNs()));
        object.put("arrivalSeconds", seconds(receipt.arrivalNs()));
        object.put("decisionSeconds", seconds(receipt.decisionNs()));
        return object.put("sendingSeconds", seconds(receipt.sendingNs()));
    }

    static String duration(final long ns) {
        if (ns < 10 * NS_PER_MS) {
            return String.format(Locale.ROOT, "%.1f ms", ns / NS_PER_MS);
        }
        if (ns < NS_PER_SECOND) {
            return String.format(Locale.ROOT, "%.0f ms", ns / NS_PER_MS);
        }
        if (ns < 2 * MINUTE_NS) {
            return String.format(Locale.ROOT, "%.1f s", ns / NS_PER_SECOND);
        }
        return ns < 2 * HOUR_NS
                ? String.format(Locale.ROOT, "%.1f min", ns / MINUTE_NS)
                : String.format(Locale.ROOT, "%.1f h", ns / HOUR_NS);
    }

    private static BigDecimal seconds(final long ns) {
        return BigDecimal.valueOf(ns, NANO_DIGITS);
    }
}
