package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What documents and comments refer to is there. Code cites a page of {@code ops/docs} by its name and a heading's
 * number: {@code [timeline 2]}, {@code [language 3.1]}.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("once")
final class DocumentsTest {

    private static final Pattern CITATION = Pattern.compile("\\[([a-z]+) (\\d+(?:\\.\\d+)?)](?!\\()");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Map<Path, String> TEXTS = read();
    private static final List<Page> PAGES = Page.all();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("((?:[A-Z][a-z0-9]+){2,})(?:#(\\w+))?");
    private static final Pattern DOTTED = Pattern.compile("([a-z]+)(?:\\.[a-z-]+|\\.[a-z]+_[a-z_]+){1,2}");
    private static final Pattern COUNTER = Pattern.compile("\"([a-z]+(?:\\.[a-z-]+){1,2})\"");
    private static final Pattern EVENT = Pattern.compile("event=([a-z_]+)");
    /** Files, packages, and the name of a list in a chat. */
    private static final Pattern OTHER =
            Pattern.compile(".*\\.(toml|md|json|service|xmpp)|leela\\.(engine|io|http|adapters|ops|perf)\\..*");

    private static final Pattern OLD_CITATION = Pattern.compile("\\bSPEC( \\d|'|\\b(?!_))");

    @ParameterizedTest
    @MethodSource("pages")
    void shouldLinkOnlyToWhatIsThere(final Page page) {
        for (final String line : page.prose()) {
            final Matcher link = LINK.matcher(line);
            while (link.find()) {
                assertThat(isThere(page, link.group(1)))
                        .as("%s links to %s", page, link.group(1))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldNumberHeadingsInOrder(final Page page) {
        String before = "0";
        for (final Page.Heading heading : page.headings()) {
            if (!heading.number().isEmpty()) {
                assertThat(followersOf(before))
                        .as("%s: the number behind %s", page, before)
                        .contains(heading.number());
                before = heading.number();
            }
        }
    }

    /** Pages of a package name what stands beside them there: pictures, and the folders of doc. */
    @Test
    void shouldPackWhatPagesShow() throws IOException {
        final String archive = Files.readString(Path.of("../ops/src/package/archive.xml"));
        for (final Page page : PAGES) {
            for (final String line : page.prose()) {
                final Matcher picture =
                        Pattern.compile("!\\[.*]\\([^)/]+\\.(\\w+)\\)").matcher(line);
                final Matcher folder = Pattern.compile("`doc/(\\w+)`").matcher(line);
                while (picture.find()) {
                    assertThat(archive).as("%s", page).contains("<include>*." + picture.group(1) + "</include>");
                }
                while (folder.find()) {
                    assertThat(archive)
                            .as("%s", page)
                            .contains("<directory>" + folder.group(1) + "</directory>")
                            .contains("<outputDirectory>doc/" + folder.group(1) + "</outputDirectory>");
                }
            }
        }
    }

    /** A package has the pages side by side, and neither the sources nor the page for who changes them. */
    @Test
    void shouldLinkInAPackageOnlyToWhatIsInIt() throws IOException {
        final Path docs = Path.of("docs");
        final Set<String> packed;
        try (Stream<Path> files = Files.list(docs)) {
            packed = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("40-developing.md"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
        assertThat(Files.readString(Path.of("src/package/archive.xml")))
                .contains("<exclude>40-developing.md</exclude>", "<source>src/package/README.md</source>");
        final List<Path> pages = new ArrayList<>(List.of(Path.of("src/package/README.md")));
        packed.stream().filter(name -> name.endsWith(".md")).map(docs::resolve).forEach(pages::add);
        final String index = Files.readString(pages.get(0));
        assertThat(packed)
                .filteredOn(name -> name.endsWith(".md"))
                .allSatisfy(name -> assertThat(index).contains("](" + name));
        for (final Path page : pages) {
            assertThat(LINK.matcher(Files.readString(page)).results())
                    .extracting(link -> link.group(1).replaceFirst("#.*", ""))
                    .filteredOn(target ->
                            !target.isEmpty() && !ELSEWHERE.matcher(target).matches())
                    .as("%s", page)
                    .allMatch(packed::contains);
        }
    }

    @Test
    void shouldCiteOnlyHeadingsThatAreThere() {
        final List<String> dangling = new ArrayList<>();
        TEXTS.forEach((file, text) -> CITATION.matcher(text)
                .results()
                .filter(citation -> !isThis(file) && !isHeading(citation.group(1), citation.group(2)))
                .forEach(citation -> dangling.add(citation.group() + " in " + file)));
        assertThat(dangling).isEmpty();
    }

    @Test
    void shouldBeCitedByTheCode() {
        assertThat(TEXTS.entrySet().stream()
                        .filter(file -> isMain(file.getKey()))
                        .filter(file -> CITATION.matcher(file.getValue()).find()))
                .as("main files that cite a page")
                .hasSizeGreaterThan(10);
    }

    @Test
    void shouldReferToNoDocumentOutsideOfTheProject() {
        assertThat(TEXTS.entrySet().stream()
                        .filter(file -> !isThis(file.getKey()))
                        .filter(file -> OLD_CITATION.matcher(file.getValue()).find())
                        .map(Map.Entry::getKey))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldNameOnlyClassesAndMethodsThatAreThere(final Page page) {
        assertThat(codeIn(page)).allSatisfy(code -> {
            final Matcher name = CLASS.matcher(code);
            if (name.matches()) {
                final String method = name.group(2) == null ? "" : " " + name.group(2) + "(";
                assertThat(TEXTS)
                        .as("the class, with%s, that %s names", method, page)
                        .anySatisfy((file, text) -> {
                            assertThat(file.getFileName()).hasToString(name.group(1) + ".java");
                            assertThat(text).contains(method);
                        });
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldNameOnlyCountersAndKeysThatAreThere(final Page page) {
        final Set<String> known = new TreeSet<>(configurationKeys());
        known.addAll(counters());
        final Set<String> places =
                known.stream().map(name -> name.substring(0, name.indexOf('.'))).collect(Collectors.toSet());
        final List<String> unknown = codeIn(page).stream()
                .map(code -> code.replaceAll("( =|\\{).*", ""))
                .filter(name ->
                        DOTTED.matcher(name).matches() && !OTHER.matcher(name).matches())
                .filter(name -> places.contains(name.substring(0, name.indexOf('.'))) && !known.contains(name))
                .toList();
        assertThat(unknown).as("names in %s", page).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldNameOnlyLogEventsThatAreThere(final Page page) {
        final String code = TEXTS.entrySet().stream()
                .filter(file -> isMain(file.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining());
        assertThat(codeIn(page).stream()
                        .filter(span -> EVENT.matcher(span).matches())
                        .filter(span -> !code.contains("\"" + span + " ")))
                .as("log events in %s", page)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "3.2, Windows, 32-windows",
        "5, What a failure costs, 5-what-a-failure-costs",
        "'', 'Trade-offs, and `ops/leela`', trade-offs-and-opsleela"
    })
    void shouldMakeAnchorsAsGitHubDoes(final String number, final String title, final String anchor) {
        assertThat(new Page.Heading(number, title).anchor()).isEqualTo(anchor);
    }

    @ParameterizedTest
    @CsvSource({"see [timeline 2], true", "'[past the end 2]', false", "'[timeline 2](22-timeline.md)', false"})
    void shouldTellACitationFromOtherBrackets(final String text, final boolean isOne) {
        assertThat(CITATION.matcher(text).find()).isEqualTo(isOne);
    }

    static List<Page> pages() {
        return PAGES;
    }

    private static boolean isMain(final Path file) {
        return file.toString().contains("/src/main/");
    }

    /** This file spells out what must not be elsewhere. */
    private static boolean isThis(final Path file) {
        return file.endsWith("DocumentsTest.java");
    }

    private static List<String> codeIn(final Page page) {
        return page.prose().stream()
                .flatMap(line -> CODE.matcher(line).results())
                .map(span -> span.group(1))
                .toList();
    }

    /** {@code section.key} for each key of the file that has them all. */
    private static List<String> configurationKeys() {
        final List<String> keys = new ArrayList<>();
        String section = "";
        for (final String line :
                textOf(Page.root().resolve("ops/src/dist/leela.toml")).lines().toList()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.indexOf(']'));
            } else if (line.matches("[a-z_]+ = .*")) {
                keys.add(section + "." + line.substring(0, line.indexOf(' ')));
            }
        }
        return keys;
    }

    /** As each part declares its own. */
    private static List<String> counters() {
        return TEXTS.entrySet().stream()
                .filter(file ->
                        isMain(file.getKey()) && file.getKey().toString().endsWith("Counter.java"))
                .flatMap(file -> COUNTER.matcher(file.getValue()).results())
                .map(name -> name.group(1))
                .toList();
    }

    private static boolean isThere(final Page page, final String target) {
        if (ELSEWHERE.matcher(target).matches()) {
            return true;
        }
        final int hash = target.indexOf('#');
        final String path = hash < 0 ? target : target.substring(0, hash);
        final Path file = path.isEmpty() ? page.file() : page.file().resolveSibling(path);
        return Files.exists(file) && (hash < 0 || hasAnchor(file, target.substring(hash + 1)));
    }

    private static boolean hasAnchor(final Path file, final String anchor) {
        return Page.read(file).headings().stream()
                .anyMatch(heading -> heading.anchor().equals(anchor));
    }

    private static boolean isHeading(final String page, final String number) {
        return PAGES.stream()
                .filter(one -> one.isCitable() && one.name().equals(page))
                .flatMap(one -> one.headings().stream())
                .anyMatch(heading -> heading.number().equals(number));
    }

    /** What may stand behind 3.2: 3.3 and 4; behind 3: 3.1 and 4. */
    private static List<String> followersOf(final String number) {
        final String[] parts = number.split("\\.");
        final int chapter = Integer.parseInt(parts[0]);
        final int section = parts.length == 1 ? 0 : Integer.parseInt(parts[1]);
        return List.of(String.valueOf(chapter + 1), chapter + "." + (section + 1));
    }

    /** Documents, and the code of all modules. */
    private static Map<Path, String> read() {
        final Map<Path, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Page.root())) {
            files.filter(file ->
                            file.toString().endsWith(".java") || file.toString().endsWith(".md"))
                    .filter(file -> !Page.root().relativize(file).toString().matches("\\..*|.*\\btarget/.*"))
                    .forEach(file -> texts.put(file, textOf(file)));
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return texts;
    }

    private static String textOf(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
