package leela.ops;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.util.regex.Pattern;
import leela.engine.history.History;
import leela.engine.ring.Handler;
import leela.engine.ring.Producer;
import leela.engine.runtime.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between modules and packages, as ops/docs/10-architecture tells them. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the classes that ArchUnit has read")
@Tag("once")
final class ArchitectureTest {

    /** Of this module and of the others, whose tests come as folders or as a test jar. */
    private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests?[./]).*");

    private static final JavaClasses LEELA = new ClassFileImporter()
            .withImportOption(location -> !location.matches(TESTS))
            .importPackages("leela");

    @Test
    void shouldSeeTheClassesOfAllModules() {
        assertThat(LEELA.stream().map(JavaClass::getPackageName))
                .anyMatch(name -> name.startsWith("leela.engine."))
                .anyMatch(name -> name.startsWith("leela.io."))
                .anyMatch(name -> name.startsWith("leela.adapters."))
                .anyMatch(name -> name.startsWith("leela.ops."));
    }

    @Test
    void shouldLetTheEngineKnowNothingButItselfAndItsLibraries() {
        classes()
                .that()
                .resideInAPackage("leela.engine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "leela.engine..",
                        "java..",
                        "org.agrona..",
                        "com.lmax.disruptor..",
                        "com.datadoghq.sketch.ddsketch.mapping..")
                .check(LEELA);
    }

    @Test
    void shouldKeepSocketsFilesAndLogsOutOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("leela.engine..")
                // io and adapters read what people have written by one class, and have no other package in common
                .and()
                .doNotHaveSimpleName("PlainFile")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "java.util.logging..",
                        "org.slf4j..")
                .check(LEELA);
    }

    @Test
    void shouldKeepIoAndAdaptersApart() {
        noClasses()
                .that()
                .resideInAPackage("leela.io..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("leela.adapters..", "leela.ops..", "leela.perf..")
                .check(LEELA);
        noClasses()
                .that()
                .resideInAPackage("leela.adapters..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("leela.io..", "leela.ops..", "leela.perf..")
                .check(LEELA);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("leela.(**)").should().beFreeOfCycles().check(LEELA);
    }

    @Test
    void shouldKeepInputsFromSockets() {
        noClasses()
                .that()
                .resideInAPackage("leela.io.input..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "leela.io.socket..",
                        "leela.io.transport..",
                        "leela.io.output..",
                        "leela.io.http..",
                        "io.netty..",
                        "java.net..",
                        "java.nio.channels..")
                .check(LEELA);
    }

    @Test
    void shouldLetSocketsKnowNoProtocolByName() {
        noClasses()
                .that()
                .resideInAnyPackage("leela.io.socket..", "leela.io.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("leela.io.input.*..")
                .check(LEELA);
    }

    @Test
    void shouldLetTheHttpServerKnowNoneOfItsApis() {
        noClasses()
                .that()
                .resideInAPackage("leela.io.http")
                .should()
                .dependOnClassesThat(resideInAPackage("leela.io.http.*..")
                        .and(not(resideInAnyPackage("leela.io.http.access", "leela.io.http.intake"))))
                .check(LEELA);
    }

    @Test
    void shouldKeepTheApisOfTheHttpServerApart() {
        slices().matching("leela.io.http.(*)..").should().notDependOnEachOther().check(LEELA);
    }

    /** What a product's library is called is the business of one package, so that the product can be changed. */
    @ParameterizedTest(name = "{0} only in {1}")
    @CsvSource({
        "com.lmax.disruptor.., leela.engine.ring",
        "org.newsclub.net.unix.., leela.io.socket",
        "io.netty.channel.., leela.[io.http|io.http.intake|adapters.notice]",
        "io.netty.handler.., leela.[io.http..|adapters.notice]",
        "io.netty.buffer.., leela.[io.http|io.json|adapters.notice]..",
        "com.kenai.jffi.., leela.io.system",
        "com.google.protobuf.., leela.io.[input|http].prometheus",
        "io.airlift.., leela.io.[http|http.prometheus]",
        "com.google.re2j.., leela.adapters.re2",
        "org.rocksdb.., leela.adapters.embedded..",
        "com.datastax.., leela.adapters.cassandra",
        "redis.clients.., leela.adapters.redis",
        "org.jivesoftware.., leela.adapters.xmpp",
        "org.jxmpp.., leela.adapters.xmpp",
        "jakarta.mail.., leela.adapters.smtp",
        "org.eclipse.angus.., leela.adapters.smtp",
        "picocli.., leela.ops..",
        "com.fasterxml.jackson.dataformat.toml.., leela.ops.config",
        "net.openhft.affinity.., leela.ops.service",
        "org.apache.logging.log4j.., leela.ops..",
    })
    void shouldNameEachClientLibraryInOnePackageOnly(final String library, final String home) {
        noClasses()
                .that(resideInAPackage("leela..").and(not(resideInAPackage(home))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(LEELA);
    }

    /** A handler that asked a store would make the ring wait for it; what is to be kept goes through the journal. */
    @Test
    void shouldLetHandlersReachStoresThroughTheJournalOnly() {
        noClasses()
                .that()
                .implement(Handler.class)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("leela.adapters..").or(JavaClass.Predicates.assignableTo(History.class)))
                .check(LEELA);
    }

    /** What queries give is a function of the stream; what they cost may be measured, and what they record arrives. */
    @Test
    void shouldReadNoClockBehindTheRingButTheStreams() {
        noClasses()
                .that(resideInAnyPackage("leela.engine.timeline..", "leela.engine.dmproc..", "leela.engine.replay..")
                        .and(not(simpleName("EventCost")
                                .or(simpleName("MatchingSeries"))
                                .or(simpleName("RecordedResults")))))
                .should()
                .callMethod(Clock.class, "timeNs")
                .orShould()
                .callMethod(Clock.class, "ticksNs")
                .check(LEELA);
    }

    /** Those of {@link Math} may differ by a bit from processor to processor; those of {@link StrictMath} do not. */
    @Test
    void shouldGiveTheSameBitsOnEveryProcessor() {
        noClasses()
                .that()
                .resideInAnyPackage("leela.engine.timeline..", "leela.engine.dmproc..", "leela.engine.chunk..")
                .should()
                .callMethodWhere(target(owner(type(Math.class)))
                        .and(target(nameMatching("a?(sin|cos|tan)h?|atan2|exp|expm1|log|log10|log1p|pow|cbrt|hypot"))))
                .check(LEELA);
    }

    /** A replay is stepped through a journal; nothing of what is recorded comes from outside. */
    @Test
    void shouldReplayWithoutAnyDoor() {
        noClasses()
                .that()
                .resideInAPackage("leela.engine.replay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("leela.io..", "leela.ops..", "leela.engine.history..", "leela.engine.notify..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Producer.class)
                .check(LEELA);
    }

    @Test
    void shouldCallThingsByWhatTheyAre() {
        noClasses()
                .that()
                .resideInAPackage("leela..")
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl|Base)(\\$.*)?")
                .check(LEELA);
    }

    /** The others read what the engine or the kernel has made. */
    @Test
    void shouldReadWhatPeopleNameInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("leela.perf..")
                .and()
                .doNotHaveSimpleName("PlainFile")
                .and()
                .haveNameNotMatching(
                        "leela.(io.journal|io.outbox|io.transport|io.socket|ops.host|adapters.embedded)[.].*")
                .and()
                .haveNameNotMatching(".*[.](FileDirectory|KeyCaseFile|WriterNumber|MarkFile|CountersFile|DataDirectory|"
                        + "ProcessMetrics|ConfigFile)")
                .should()
                .callMethodWhere(target(owner(type(Files.class)))
                        .and(target(
                                nameMatching("read(AllBytes|AllLines|String)|lines|new(InputStream|BufferedReader)"))))
                .check(LEELA);
    }

    @Test
    void shouldMakeThreadsInOnePlace() {
        noClasses()
                .that(not(resideInAPackage("leela.engine.runtime")))
                .should()
                .callConstructor(Thread.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .beAssignableTo(Thread.class)
                .check(LEELA);
    }
}
