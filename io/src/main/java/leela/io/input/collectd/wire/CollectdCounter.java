package leela.io.input.collectd.wire;

import static leela.engine.counters.CounterDescription.counter;

import leela.engine.counters.Counter;
import leela.engine.counters.CounterDescription;

/**
 * What is counted of collectd's packets. A value is received only once its list is read: what a refused or damaged
 * packet still held is unknown.
 * Thread: immutable.
 */
public enum CollectdCounter implements Counter {
    RECEIVED(counter(107, "metrics.received", "source", "collectd", "Values read from collectd packets")),
    RECEIVED_HTTP(counter(440, "metrics.received", "source", "collectd_http", "Values that collectd posted over HTTP")),

    DATAGRAMS(counter(101, "udp.datagrams.received", "port", "collectd", "Datagrams read from the collectd socket")),
    KERNEL_DROPS(counter(
            103, "udp.kernel.dropped", "port", "collectd", "Datagrams the kernel dropped before the collectd socket")),

    TRUNCATED(counter(
            141,
            "collectd.packets.damaged",
            "cause",
            "truncated",
            "Packets that end inside a part; what came before it counts")),
    PART_LENGTH(counter(
            142, "collectd.packets.damaged", "cause", "part_length", "Packets with a part of a length that cannot be")),
    STRING(counter(
            143,
            "collectd.packets.damaged",
            "cause",
            "string",
            "Packets with a string that is empty, too long or without its NUL")),
    VALUES(counter(
            144, "collectd.packets.damaged", "cause", "values", "Packets with a value list that contradicts itself")),
    NESTED(counter(
            145,
            "collectd.packets.damaged",
            "cause",
            "nested",
            "Packets with a signature or encryption inside another")),
    UNSIGNED(counter(
            146, "collectd.packets.refused", "cause", "unsigned", "Packets with parts that level sign does not take")),
    UNENCRYPTED(counter(
            147,
            "collectd.packets.refused",
            "cause",
            "unencrypted",
            "Packets with parts that level encrypt does not take")),
    UNKNOWN_USER(counter(
            148, "collectd.packets.refused", "cause", "unknown_user", "Packets of users that auth_file does not name")),
    BAD_SIGNATURE(counter(
            149,
            "collectd.packets.refused",
            "cause",
            "bad_signature",
            "Packets that were changed, or of a wrong password")),

    BAD_CHECKSUM(counter(
            150,
            "collectd.packets.refused",
            "cause",
            "bad_checksum",
            "Packets that were changed, or of a wrong password")),
    REPLAYED(counter(
            151,
            "collectd.packets.refused",
            "cause",
            "replayed",
            "Protected packets seen before, or older than replay_window")),
    UNVERIFIED(
            counter(152, "collectd.signatures.unverified", "Signatures taken on trust, since there is no auth_file")),
    REJECTED_IDENTITY(counter(
            153, "metrics.rejected", "cause", "identity", "collectd values without host, plugin, type or time")),
    REJECTED_VALUE_COUNT(counter(
            154,
            "metrics.rejected",
            "cause",
            "value_count",
            "collectd values of lists longer or shorter than their type")),
    REJECTED_NOTIFICATION(counter(
            155,
            "metrics.rejected",
            "cause",
            "notification",
            "Notifications without time, host, text or a known severity")),
    UNKNOWN_TYPE(counter(
            156, "collectd.types.unknown", "Value lists of types that no types_db names; their values go by index")),
    KIND_MISMATCH(counter(
            157, "collectd.kinds.mismatched", "Values sent as another kind than their type's; taken as the type's")),
    FILE_REFUSED(counter(158, "collectd.files.refused", "Changed types_db or auth_file files that could not be read")),

    NOTIFICATIONS(counter(
            159,
            "collectd.packets.damaged",
            "cause",
            "notifications",
            "Packets with more notifications than " + CollectdDescriptor.MAX_NOTIFICATIONS));

    private final CounterDescription description;

    CollectdCounter(final CounterDescription description) {
        this.description = description;
    }

    @Override
    public CounterDescription description() {
        return description;
    }
}
