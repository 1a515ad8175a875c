package leela.io.input.collectd;

import java.io.IOException;
import java.util.function.Consumer;
import leela.engine.counters.Counters;
import leela.engine.ring.Producer;
import leela.io.file.ReloadedFiles;
import leela.io.input.collectd.security.AuthFile;
import leela.io.input.collectd.security.AuthorisedUsers;
import leela.io.input.collectd.security.ReplayWindow;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all decoders of collectd's packets share: how keys are made, the types and users as their files stand now, and
 * what came before.
 * Thread: any.
 * Errors: files that cannot be read are refused at construction, and keep their former reading later.
 */
public final class CollectdSettings {

    private static final Logger LOG = LoggerFactory.getLogger(CollectdSettings.class);

    private final SecurityLevel securityLevel;
    private final KeyTemplate keyTemplate;
    private final boolean hasUsers;
    private final ReloadedFiles<AuthorisedUsers> users;
    private final ReloadedFiles<TypesDb> types;
    private final ReplayWindow replayWindow;
    private final Counters counters;

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming the configuration's key, and file and line where there is one
     */
    public CollectdSettings(final CollectdConfig config, final Counters counters) {
        this(
                config,
                counters,
                line -> LOG.warn("event=collectd.types_db.line.skipped reason=\"{}\" note=\"the others hold\"", line));
    }

    /** The same; {@code warnings} is told of each line of types_db that is left out, now and whenever it is read. */
    public CollectdSettings(final CollectdConfig config, final Counters counters, final Consumer<String> warnings) {
        this.counters = counters;
        securityLevel = config.securityLevel();
        keyTemplate = config.template();
        replayWindow = new ReplayWindow(config.replayWindow().toNanos());
        hasUsers = config.authFile().isPresent();
        users = read(
                "auth_file",
                () -> new ReloadedFiles<>(
                        "collectd",
                        config.authFile().stream().toList(),
                        files -> files.isEmpty() ? AuthorisedUsers.NONE : AuthFile.read(files.get(0)),
                        this::countRefusal,
                        AuthorisedUsers::size));
        types = read(
                "types_db",
                () -> new ReloadedFiles<>(
                        "collectd",
                        config.typesDb(),
                        files -> TypesDbParser.read(files, warnings),
                        this::countRefusal,
                        TypesDb::size));
    }

    private void countRefusal() {
        counters.increment(CollectdCounter.FILE_REFUSED);
    }

    /** A decoder for one receiver's thread; {@code producer} is that thread's own. */
    public CollectdDecoder decoder(final Producer producer) {
        return new CollectdDecoder(this, producer, counters);
    }

    SecurityLevel securityLevel() {
        return securityLevel;
    }

    KeyTemplate keyTemplate() {
        return keyTemplate;
    }

    /** Whether there is an auth file; without one, signatures are taken on trust. */
    boolean hasUsers() {
        return hasUsers;
    }

    AuthorisedUsers users(final long nowNs) {
        return users.current(nowNs);
    }

    TypesDb types(final long nowNs) {
        return types.current(nowNs);
    }

    ReplayWindow replayWindow() {
        return replayWindow;
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private static <T> T read(final String key, final Opening<T> opening) {
        try {
            return opening.open();
        } catch (final IOException e) {
            throw new IllegalArgumentException("collectd." + key + ": " + ReloadedFiles.reason(e), e);
        }
    }
}
