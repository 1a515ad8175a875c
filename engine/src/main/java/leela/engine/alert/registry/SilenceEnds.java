package leela.engine.alert.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import leela.engine.alert.Transition;
import leela.engine.runtime.Locked;

/**
 * What a silence has kept from people, and is to be told once it has ended: what still stands; and the end of what they
 * had been told of before. What came and went meanwhile is told nobody.
 * Thread: any; what it remembers of the last look under the lock.
 * Memory: while it looks, an entry for each group that was told of; {@value #MOST} that are handed on and not kept yet.
 */
final class SilenceEnds {

    static final int MOST = 10_000;

    private record Group(String alert, String name) {}

    private final AlertBook book;
    private final ActiveSilences silences;
    private final Set<Long> handedOn = new HashSet<>();
    private Set<Long> holding = Set.of();
    /** One that began since and is not there any more has ended, too. */
    private long newestSilence;

    private boolean hasLooked;
    private boolean hasLeft;

    SilenceEnds(final AlertBook book, final ActiveSilences silences) {
        this.book = book;
        this.silences = silences;
    }

    /**
     * What is due, oldest first; it counts as told once {@link #told} says so, and after a kill before that it is due
     * again: rather twice than never. Takes the lock, but not while it looks in all silences for the names, which is
     * costly.
     */
    List<Transition> take(final Lock lock) {
        final List<Transition> all = Locked.get(lock, this::due).stream()
                .filter(told -> silences.of(told.alert(), told.group()) == null)
                .toList();
        return all.isEmpty() ? all : Locked.get(lock, () -> handedOn(all));
    }

    /** Who looked meanwhile may have taken some. */
    private List<Transition> handedOn(final List<Transition> all) {
        return all.stream()
                .filter(told -> isSilenced(told) && hasRoom() && handedOn.add(told.number()))
                .toList();
    }

    /** What finds none is looked for again once those before it are kept: a disk that is full takes nothing. */
    private boolean hasRoom() {
        hasLeft |= handedOn.size() >= MOST;
        return handedOn.size() < MOST;
    }

    /** Those who tell people keep these from here on. */
    void told(final List<Transition> all, final AlertLog log, final Lock lock) {
        lock.lock();
        try {
            all.stream()
                    .filter(this::isSilenced)
                    .forEach(told -> log.append(new LogEntry.Changed(List.of(), told, false)));
            log.sync();
            all.forEach(told -> handedOn.remove(told.number()));
            hasLooked &= !hasLeft;
            hasLeft = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isSilenced(final Transition told) {
        final LogEntry.Changed known = book.changed(told.number());
        return known != null && known.isSilenced();
    }

    /** Empty where no silence has ended since the last look. The first look is at what ended before. */
    private List<Transition> due() {
        final Set<Long> now = new HashSet<>();
        silences.all().forEach(one -> now.add(one.id()));
        final long made = book.silenceNumber() - newestSilence;
        final boolean isOver = !hasLooked
                || !now.containsAll(holding)
                || now.stream().filter(id -> id > newestSilence).count() < made;
        newestSilence = book.silenceNumber();
        holding = now;
        hasLooked = true;
        return isOver ? look() : List.of();
    }

    private List<Transition> look() {
        final List<LogEntry.Changed> newest = book.newest();
        final Map<Long, Boolean> toldOf = new HashMap<>();
        final Map<Group, Long> last = new HashMap<>();
        for (final LogEntry.Changed one : newest) {
            toldOf.put(one.told().number(), !one.isSilenced());
            last.put(
                    new Group(one.told().alert(), one.told().group()),
                    one.told().number());
        }
        final List<Transition> due = new ArrayList<>();
        for (final LogEntry.Changed one : newest) {
            final Transition told = one.told();
            final boolean isWanted = one.isSilenced()
                    && last.get(new Group(told.alert(), told.group())) == told.number()
                    && (told.to().isOpen()
                            ? book.isOpen(told.alert(), told.opened(), told.to())
                            : toldOf.getOrDefault(told.opened(), false));
            if (isWanted) {
                due.add(told);
            }
        }
        return due;
    }
}
