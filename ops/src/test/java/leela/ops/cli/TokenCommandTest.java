package leela.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import leela.io.http.access.AccessToken;
import leela.io.http.access.Right;
import leela.io.http.access.TokenFile;
import leela.io.http.access.Tokens;
import leela.ops.cli.option.ExitStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leela token} and the file that an engine reads. */
final class TokenCommandTest {

    @TempDir
    private Path folder;

    private Path tokens;

    @BeforeEach
    void write() throws IOException {
        tokens = folder.resolve("tokens");
        Files.writeString(folder.resolve("leela.toml"), "http.token_file = 'tokens'\n");
    }

    private Invocation token(final String... words) {
        final String[] all = new String[words.length + 3];
        all[0] = "token";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "-c";
        all[words.length + 2] = folder.resolve("leela.toml").toString();
        return Invocation.of(all);
    }

    private AccessToken known(final String secret) throws IOException {
        return new Tokens(TokenFile.read(tokens)).find(secret.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldShowATokenOnceAndKeepItsHash() throws IOException {
        final Invocation added = token("add", "grafana", "--rights", "read");
        final String secret = added.out().strip();

        assertThat(added.status()).isEqualTo(ExitStatus.GOOD);
        assertThat(secret).matches("[A-Za-z0-9_-]{43}");
        assertThat(Files.readString(tokens)).contains("grafana read ").doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokens)))
                .isEqualTo("rw-r-----");
        assertThat(known(secret).rights()).containsExactly(Right.READ);
    }

    @Test
    void shouldListAndRemove() throws IOException {
        final String first = token("add", "one", "--rights", "write,read").out().strip();
        token("add", "two", "--rights", "admin");

        assertThat(token("list").out()).isEqualTo("one read,write\ntwo admin\n");
        assertThat(token("list", "--json").out().strip())
                .isEqualTo("[{'name':'one','rights':['read','write']},{'name':'two','rights':['admin']}]"
                        .replace('\'', '"'));
        assertThat(token("remove", "one").status()).isEqualTo(ExitStatus.GOOD);
        assertThat(token("list").out()).isEqualTo("two admin\n");
        assertThat(known(first)).isNull();
    }

    @Test
    void shouldKeepABareTokenAsOneWithAllRights() throws IOException {
        Files.writeString(tokens, "s3cret\n");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        token("add", "new", "--rights", "read");

        assertThat(token("list").out()).isEqualTo("token read,write,admin\nnew read\n");
        assertThat(known("s3cret").rights()).isEqualTo(EnumSet.allOf(Right.class));
        assertThat(Files.readString(tokens)).doesNotContain("s3cret");
    }

    @Test
    void shouldRefuseWhatWouldSurprise() throws IOException {
        token("add", "one", "--rights", "read");

        assertThat(token("add", "one", "--rights", "read").err()).contains("is there already");
        assertThat(token("add", "b c", "--rights", "read").status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(token("add", "two", "--rights", "reed").err()).contains("expected: some of read,write,admin");
        assertThat(token("add", "two").status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(token("remove", "none").err()).contains("no token of the name none");
        assertThat(token("remove", "one").err()).contains("the last token");
        assertThat(Invocation.of("token").status()).isEqualTo(ExitStatus.WRONG_USAGE);
        Files.writeString(folder.resolve("leela.toml"), "");
        assertThat(token("list").err()).contains("http.token_file is not set");
    }
}
