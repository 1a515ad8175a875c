package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import leela.io.http.graphite.function.FunctionDefinition;
import leela.io.http.graphite.function.FunctionTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the page of charts says of functions is what the table of functions has. */
@Tag("once")
final class ChartsPageTest {

    private static final Pattern MISSING = Pattern.compile("of graphite-web are not there: ([^.]*)\\.");
    private static final Pattern NAME = Pattern.compile("`(\\w+)…?`");

    @Test
    void shouldCallThoseMissingThatAre() {
        final Matcher sentence =
                MISSING.matcher(String.join(" ", Page.named("charts").lines()));
        assertThat(sentence.find()).isTrue();
        final List<String> names = NAME.matcher(sentence.group(1))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(names).contains("cactiStyle", "holtWinters");
        assertThat(FunctionTable.definitions())
                .extracting(FunctionDefinition::name)
                .noneMatch(there -> names.stream().anyMatch(there::startsWith));
    }
}
