package leela.ops.service;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import leela.engine.counters.Counter;

/** The counters that enums of the project declare, found by looking through its classes. Thread: any. */
final class DeclaredCounters {

    private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests?[./]).*");

    private static final List<String> MODULES = List.of("engine", "io", "adapters", "ops");

    private static final int IO = MODULES.indexOf("io");

    private static final int RANGE = 100;

    /** Ids of counters that are no more. Others that nobody has were never used. */
    static final Set<Integer> GONE = Set.of(0, 1, 2, 3);

    private DeclaredCounters() {}

    static List<Counter> all() {
        final List<Counter> all = new ArrayList<>();
        for (final JavaClass one : new ClassFileImporter()
                .withImportOption(location -> !location.matches(TESTS))
                .importPackages("leela")) {
            if (one.isEnum() && one.isAssignableTo(Counter.class)) {
                for (final Object constant : one.reflect().getEnumConstants()) {
                    all.add((Counter) constant);
                }
            }
        }
        return all;
    }

    static Set<String> labels() {
        return all().stream().map(one -> one.description().label()).collect(Collectors.toSet());
    }

    /** The hundreds that the ids of a counter's module begin with; one has two. */
    static List<Integer> hundredsOf(final Counter counter) {
        final String name = counter.getClass().getName();
        return hundredsOf(MODULES.indexOf(name.split("\\.")[1]));
    }

    private static List<Integer> hundredsOf(final int module) {
        return module == IO ? List.of(module, MODULES.size()) : List.of(module);
    }

    /** By module, the least id that was never used; none of one that has used up its own. */
    static Map<String, Integer> nextFree(final Set<Integer> used) {
        final Map<String, Integer> free = new LinkedHashMap<>();
        for (int module = 0; module < MODULES.size(); module++) {
            final String name = MODULES.get(module);
            hundredsOf(module).stream()
                    .flatMap(hundred -> IntStream.range(RANGE * hundred, RANGE * (hundred + 1))
                            .boxed())
                    .filter(id -> !used.contains(id) && !GONE.contains(id))
                    .findFirst()
                    .ifPresent(id -> free.put(name, id));
        }
        return free;
    }
}
