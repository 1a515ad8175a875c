package leela.ops.config;

import java.util.List;

/** The section [collectd]. Thread: immutable. */
public record CollectdConfig(boolean enabled, String address, int port, long receiveBufferBytes, int threads, SecurityLevel securityLevel,
        String authFile, List<String> typesDb, String keyTemplate) {

    /** What a packet must be for its values to count. */
    public enum SecurityLevel { NONE, SIGN, ENCRYPT }

    public static final CollectdConfig DEFAULT = new CollectdConfig(true, "127.0.0.1", 25826, 8 << 20, 1, SecurityLevel.NONE, "",
            List.of("/usr/share/collectd/types.db"), "{host}.{plugin}[-{plugin_instance}].{type}[-{type_instance}][.{source}]");

    public CollectdConfig {
        Checks.range("collectd.port", port, 0, Checks.MAX_PORT);
        Checks.range("collectd.threads", threads, 1, 64);
    }
}
