package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.Locale;
import java.util.Optional;
import leela.engine.keys.KeyCase;
import leela.engine.spi.StoreException;

/**
 * How the keyspace stores keys, which all its engines must agree on: a row that the first of them
 * writes. A keyspace of versions without that row folds keys; {@code leela schema} changes it.
 * Thread: one.
 * Errors: {@link StoreException} where what is asked for is not what is there, or would hide keys.
 */
final class SharedKeyCase {

    private static final String NAME = "key_case";

    private final CqlSession session;
    private final String keyspace;

    SharedKeyCase(final CqlSession session, final String keyspace) {
        this.session = session;
        this.keyspace = keyspace;
    }

    /** What an engine finds; {@code hasTables} is false for a keyspace of an older version. */
    KeyCase found(final Optional<KeyCase> asked, final boolean hasTables) {
        final KeyCase there = hasTables ? noted().orElseGet(() -> note(asked)) : KeyCase.FOLDED;
        if (asked.isPresent() && asked.get() != there) {
            throw new StoreException(
                    "storage.fold_case is " + (asked.get() == KeyCase.FOLDED) + ", but the keyspace " + keyspace
                            + (there == KeyCase.FOLDED ? " has its keys in lower case" : " keeps keys as they came")
                            + ", for all its engines. Leave storage.fold_case out; or stop them all, and let leela "
                            + "schema change it.",
                    false,
                    null);
        }
        return there;
    }

    /** Sets what is asked for, if anything is; the tables are there. */
    KeyCase settle(final Optional<KeyCase> asked) {
        final KeyCase there = noted().orElseGet(() -> note(asked));
        if (asked.isEmpty() || asked.get() == there) {
            return there;
        }
        if (asked.get() == KeyCase.FOLDED && hasAny(Schema.SPELLINGS)) {
            throw new StoreException(
                    "storage.fold_case is true, but the keyspace " + keyspace
                            + " keeps keys as they came, and has some "
                            + "with capital letters, which could not be found any more. Leave storage.fold_case out, "
                            + "or take another keyspace.",
                    false,
                    null);
        }
        session.execute(SimpleStatement.newInstance(
                "UPDATE " + in(Schema.SETTINGS) + " SET value = ? WHERE name = ? IF EXISTS", text(asked.get()), NAME));
        return asked.get();
    }

    private Optional<KeyCase> noted() {
        final Row row = session.execute(SimpleStatement.newInstance(
                        "SELECT value FROM " + in(Schema.SETTINGS) + " WHERE name = ?", NAME))
                .one();
        return Optional.ofNullable(row)
                .map(there -> KeyCase.valueOf(there.getString(0).toUpperCase(Locale.ROOT)));
    }

    /** Writes it down for all, unless another has just done so: where there are keys, an older version stored them. */
    private KeyCase note(final Optional<KeyCase> asked) {
        final KeyCase chosen = hasAny(Schema.SERIES) ? KeyCase.FOLDED : asked.orElse(KeyCase.KEPT);
        session.execute(SimpleStatement.newInstance(
                "INSERT INTO " + in(Schema.SETTINGS) + " (name, value) VALUES (?, ?) IF NOT EXISTS",
                NAME,
                text(chosen)));
        return noted().orElse(chosen);
    }

    private boolean hasAny(final String table) {
        return session.execute("SELECT * FROM " + in(table) + " LIMIT 1").one() != null;
    }

    private String in(final String table) {
        return keyspace + "." + table;
    }

    private static String text(final KeyCase keyCase) {
        return keyCase.name().toLowerCase(Locale.ROOT);
    }
}
