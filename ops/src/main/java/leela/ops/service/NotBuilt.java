package leela.ops.service;

import leela.engine.history.StorageConfig;
import leela.ops.config.Config;
import leela.ops.config.DirectoryConfig;

/** Refuses what the configuration may ask for but this version does not have: better an error than a part that is silently missing. */
final class NotBuilt {

    private NotBuilt() {
    }

    static void refuse(final Config config) {
        refuse(config.storage().backend() == StorageConfig.Backend.CASSANDRA, "storage.backend: \"cassandra\"", "embedded, none");
        refuse(config.directory().backend() == DirectoryConfig.Backend.REDIS, "directory.backend: \"redis\"", "embedded");
        refuse(config.xmpp().enabled(), "xmpp.enabled: true", "false");
    }

    private static void refuse(final boolean isAsked, final String setting, final String available) {
        if (isAsked) {
            throw new StartException(setting + " is not built into this version (expected: " + available + ")");
        }
    }
}
