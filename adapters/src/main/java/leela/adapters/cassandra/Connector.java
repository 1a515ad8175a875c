package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.NodeStateListener;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import leela.adapters.secrets.PasswordFile;
import leela.adapters.secrets.PinnedCertificate;
import leela.engine.spi.StoreException;

/**
 * Opens sessions as the configuration says: who to ask, how to log in, how long to wait.
 * Thread: any.
 * Errors: {@link StoreException}; what it reads from files is never in a message.
 */
final class Connector {

    /** What one request may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** A node that has given no sign of life for twice as long counts as down. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** A node that is slow is given so long before the next replica is asked too: every statement may be done twice. */
    private static final Duration SECOND_TRY = Duration.ofMillis(500);

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(500);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(5);
    private static final Duration SCHEMA_WINDOW = Duration.ofMillis(10);
    private static final int ROWS_A_PAGE = 500;
    private static final int IO_THREADS = 2;

    private final CassandraConfig config;
    private final Failures failures;

    Connector(final CassandraConfig config) {
        this.config = config;
        failures = new Failures(config.contactPoints());
    }

    /** A session with the cluster; the listener hears which nodes are up. */
    CqlSession open(final NodeStateListener listener) {
        final CqlSessionBuilder session = CqlSession.builder()
                .withConfigLoader(settings())
                .withLocalDatacenter(config.localDatacenter())
                .withNodeStateListener(listener);
        config.contactPoints().forEach(point -> session.addContactPoint(address(point)));
        try {
            config.passwordFile()
                    .ifPresent(file -> session.withAuthCredentials(
                            config.username(), PasswordFile.read("cassandra.password_file", file)));
            if (config.security() == CassandraConfig.Security.REQUIRED) {
                session.withSslEngineFactory(encryption());
            }
        } catch (final IllegalArgumentException unusable) {
            throw new StoreException(unusable.getMessage(), false, unusable);
        }
        return failures.in(session::build);
    }

    private static InetSocketAddress address(final String point) {
        final InetSocketAddress address =
                new InetSocketAddress(CassandraConfig.host(point), CassandraConfig.port(point));
        if (address.isUnresolved()) {
            throw new StoreException(
                    "cassandra.contact_points: the host of \"" + point + "\" has no address.", true, null);
        }
        return address;
    }

    private DriverConfigLoader settings() {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.SESSION_NAME, "cassandra")
                .withString(
                        DefaultDriverOption.REQUEST_CONSISTENCY,
                        config.consistency().name())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, TIMEOUT)
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, ROWS_A_PAGE)
                .withString(
                        DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS, "ConstantSpeculativeExecutionPolicy")
                .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, 2)
                .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, SECOND_TRY)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, TIMEOUT)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, TIMEOUT)
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, HEARTBEAT)
                .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, HEARTBEAT)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, FIRST_RECONNECT)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, LONGEST_RECONNECT)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(config.keyspace()))
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, SCHEMA_WINDOW)
                .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, IO_THREADS)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .build();
    }

    /**
     * With a certificate of its own, a cluster is known by that; with one of a public authority, also by its hosts'
     * names.
     */
    private ProgrammaticSslEngineFactory encryption() {
        try {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, config.certificate().map(Connector::trust).orElse(null), null);
            return new ProgrammaticSslEngineFactory(
                    context, null, config.certificate().isEmpty());
        } catch (final GeneralSecurityException unsupported) {
            throw new StoreException("TLS is not to be had: " + unsupported.getMessage() + ".", false, unsupported);
        }
    }

    private static TrustManager[] trust(final Path certificate) {
        return new TrustManager[] {PinnedCertificate.trust("cassandra.certificate", certificate)};
    }
}
