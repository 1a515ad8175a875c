package leela.ops.service;

import leela.engine.history.StorageConfig;
import leela.ops.config.Config;

/** Refuses what the configuration may ask for but this version does not have: better an error than a part that is silently missing. */
final class NotBuilt {

    private NotBuilt() {
    }

    static void refuse(final Config config) {
        refuse(config.storage().backend() == StorageConfig.Backend.CASSANDRA, "storage.backend: \"cassandra\"", "embedded, none");
    }

    private static void refuse(final boolean isAsked, final String setting, final String available) {
        if (isAsked) {
            throw new StartException(setting + " is not built into this version (expected: " + available + ")");
        }
    }
}
