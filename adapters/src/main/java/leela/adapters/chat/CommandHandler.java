package leela.adapters.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leela.adapters.chat.Reply.AllDeleted;
import leela.adapters.chat.Reply.Deleted;
import leela.adapters.chat.Reply.Listed;
import leela.adapters.chat.Reply.Query;
import leela.adapters.chat.Reply.Refused;
import leela.adapters.chat.Reply.Said;
import leela.adapters.chat.Reply.Started;
import leela.engine.alert.registry.AlertCommands;
import leela.engine.alert.registry.AlertRefusedException;
import leela.engine.dmproc.figures.MatchingSeries;
import leela.engine.dmproc.language.AlertCommand;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.Statement;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.dmproc.running.QueryRefusedException;
import leela.engine.spi.Directory.Entry;
import leela.engine.spi.DirectoryException;
import leela.engine.spi.KeyPattern;

/**
 * Carries out what people say: reads the statement, changes the directory, and answers.
 * Thread: the directory's.
 * Errors: each has its answer: 400 no statement, 500 no program, 403 another's, 404 unknown, 413 too long, 429 too
 * many, 503 no directory.
 */
final class CommandHandler {

    /** The name of the list of one's own queries; that of the hash in Redis, too. */
    private static final String TABLE = "leela.xmpp";

    /** Beyond any statement whose regex is within its limit, and whose pipeline a person could have written. */
    static final int MAX_LENGTH = 8192;

    private static final int MAX_ECHO = 1000;
    private static final int MAX_CORRECTABLE = 1000;

    private final DirectoryQueries queries;
    private final KeyPattern.Compiler patterns;
    private final int queriesPerUser;
    private final MatchingSeries series;
    /** Null where there are none. */
    private AlertCommands alerts;

    /** The keys of queries by the names of the messages that started them; the oldest are forgotten. */
    private final Map<String, String> started = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(final Map.Entry<String, String> eldest) {
            return size() > MAX_CORRECTABLE;
        }
    };

    /** Who says something, and how the answer gets there. */
    interface Person {
        String owner();

        /** The name of the message; empty where it has none. */
        String said();

        /** The name of the message that this one replaces, or empty. */
        String corrected();

        void answer(Reply reply);
    }

    CommandHandler(
            final DirectoryQueries queries,
            final KeyPattern.Compiler patterns,
            final int queriesPerUser,
            final MatchingSeries series) {
        this.queries = queries;
        this.patterns = patterns;
        this.queriesPerUser = queriesPerUser;
        this.series = series;
    }

    void execute(final String command, final Person person) {
        if (command.length() > MAX_LENGTH) {
            person.answer(refused(413, "too large", command, "A command has at most " + MAX_LENGTH + " characters."));
            return;
        }
        if (alerts != null && AlertCommand.isMeant(command)) {
            person.answer(alert(command, person.owner()));
            return;
        }
        try {
            execute(Statement.parse(command, TABLE), command, person);
        } catch (final SyntaxException noStatement) {
            person.answer(refused(400, "parse error", command, noStatement.getMessage()));
        } catch (final DirectoryException unavailable) {
            person.answer(refused(503, "directory unavailable", command, unavailable.getMessage()));
        }
    }

    /** Commands about alerts are carried out by these; before anybody says one. */
    void alerts(final AlertCommands commands) {
        alerts = commands;
    }

    private Reply alert(final String command, final String by) {
        try {
            return new Said(command, alerts.execute(command, by));
        } catch (final SyntaxException noStatement) {
            return refused(400, "parse error", command, noStatement.getMessage());
        } catch (final AlertRefusedException notDone) {
            return notDone.isUnknown()
                    ? refused(404, "not found", command, notDone.getMessage())
                    : refused(500, "not done", command, notDone.getMessage());
        }
    }

    /** The answer to what cannot be looked at. */
    static Refused refused(final int status, final String reason, final String command, final String sentence) {
        return new Refused(status, reason, command.substring(0, Math.min(command.length(), MAX_ECHO)), sentence);
    }

    private void execute(final Statement statement, final String command, final Person person)
            throws DirectoryException {
        if (statement instanceof Statement.Select select) {
            select(new Entry(select.pipeline(), select.regex(), person.owner()), command, person);
        } else if (statement instanceof Statement.Start start) {
            select(Entry.of(start.text(), person.owner()), command, person);
        } else if (statement instanceof Statement.Delete delete) {
            delete(delete.key(), command, person);
        } else if (statement instanceof Statement.DeleteAll) {
            deleteAll(command, person);
        } else {
            person.answer(new Listed(command, ownOf(person, queries.refresh())));
        }
    }

    private void select(final Entry entry, final String command, final Person person) throws DirectoryException {
        final KeyPattern pattern;
        try {
            pattern = pattern(Program.parseSelect(command));
        } catch (final SyntaxException noPipeline) {
            person.answer(refused(500, "bad command", command, noPipeline.getMessage()));
            return;
        } catch (final IllegalArgumentException noRegex) {
            final int column = entry.regex().isEmpty() ? 0 : command.lastIndexOf(entry.regex()) + 1;
            final String place = column == 0 ? "" : "column " + column + ": ";
            person.answer(refused(500, "bad command", command, place + noRegex.getMessage()));
            return;
        }
        final Map<String, Entry> entries = queries.refresh();
        final String key = entry.key();
        if (!entries.containsKey(key) && ownOf(person, entries).size() >= queriesPerUser) {
            person.answer(refused(
                    429,
                    "too many queries",
                    command,
                    "You already have " + queriesPerUser + " queries, as many as one may have."));
            return;
        }
        final boolean isNew = !entries.containsKey(key);
        final String replaced = replacedBy(key, person, entries);
        queries.put(key, entry);
        final Started answer = new Started(new Query(key, entry.statement()), series.matching(pattern), replaced);
        if (start(key, entry, answer, command, person)) {
            if (!replaced.isEmpty()) {
                queries.remove(replaced);
            }
            if (isNew) {
                remember(person.said(), key);
                remember(person.corrected(), key);
            }
        }
        queries.refresh();
    }

    /** Finds the series of all inputs. */
    private KeyPattern pattern(final Program program) {
        final List<KeyPattern> all = program.inputs().stream()
                .map(input -> patterns.compile(input.regex()))
                .toList();
        return all.size() == 1 ? all.get(0) : key -> all.stream().anyMatch(one -> one.isFoundIn(key));
    }

    /** The query that the corrected message had started, unless it is the same or has ended; or empty. */
    private String replacedBy(final String key, final Person person, final Map<String, Entry> entries) {
        final String replaced = started.getOrDefault(person.corrected(), "");
        return replaced.equals(key) || !entries.containsKey(replaced) ? "" : replaced;
    }

    private void remember(final String message, final String key) {
        if (!message.isEmpty()) {
            started.put(message, key);
        }
    }

    private boolean start(
            final String key, final Entry entry, final Started answer, final String command, final Person person)
            throws DirectoryException {
        try {
            queries.start(key, entry, () -> person.answer(answer));
            return true;
        } catch (final SyntaxException bad) {
            queries.remove(key);
            person.answer(refused(500, "bad command", command, bad.getMessage()));
        } catch (final QueryRefusedException refused) {
            queries.remove(key);
            final boolean isBad = refused.reason() == QueryRefusedException.Reason.BAD_PROGRAM;
            final int status = isBad ? 500 : 429;
            person.answer(refused(status, isBad ? "bad command" : "too many queries", command, refused.getMessage()));
        }
        return false;
    }

    private void delete(final String key, final String command, final Person person) throws DirectoryException {
        final Entry entry = queries.refresh().get(key);
        if (entry == null) {
            person.answer(refused(404, "not found", command, "There is no query with this key."));
        } else if (!isOf(person, entry)) {
            person.answer(refused(403, "forbidden", command, "This query is another user's."));
        } else {
            queries.remove(key);
            queries.refresh();
            person.answer(new Deleted(command, key));
        }
    }

    private void deleteAll(final String command, final Person person) throws DirectoryException {
        final List<String> keys =
                ownOf(person, queries.refresh()).stream().map(Query::key).toList();
        for (final String key : keys) {
            queries.remove(key);
        }
        queries.refresh();
        person.answer(new AllDeleted(command, keys));
    }

    private static List<Query> ownOf(final Person person, final Map<String, Entry> entries) {
        return entries.entrySet().stream()
                .filter(one -> isOf(person, one.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(one -> new Query(one.getKey(), one.getValue().statement()))
                .toList();
    }

    private static boolean isOf(final Person person, final Entry entry) {
        return entry.sender().equalsIgnoreCase(person.owner());
    }
}
