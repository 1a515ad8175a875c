package leela.ops.service;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import leela.engine.counters.Counter;

/** The counters that enums of the project declare, found by looking through its classes. Thread: any. */
final class DeclaredCounters {

    private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests?[./]).*");

    private static final List<String> MODULES = List.of("engine", "io", "adapters", "ops");

    private static final int IO = MODULES.indexOf("io");

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
        final int module = MODULES.indexOf(name.split("\\.")[1]);
        return module == IO ? List.of(module, MODULES.size()) : List.of(module);
    }
}
