package leela.io.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which token opens, and with which rights. */
final class TokensTest {

    private static final Tokens TOKENS = new Tokens(List.of(
            AccessToken.of("first", EnumSet.of(Right.READ), "alpha"),
            AccessToken.of("middle", EnumSet.of(Right.WRITE), "beta"),
            AccessToken.of("last", EnumSet.of(Right.ADMIN), "gamma")));

    @ParameterizedTest(name = "{0}")
    @CsvSource({"alpha, first, READ", "beta, middle, WRITE", "gamma, last, ADMIN"})
    void shouldFindTheOneThatWasShownWhereverItStands(final String shown, final String name, final Right right) {
        final AccessToken found = find(TOKENS, shown);

        assertThat(found.name()).isEqualTo(name);
        assertThat(found.rights()).containsExactly(right);
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource({"''", "alph", "alphaa", "ALPHA", "' alpha'", "delta", "alphabetagamma"})
    void shouldFindNoneForAnythingElse(final String shown) {
        assertThat(find(TOKENS, shown)).isNull();
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource({"''", "alpha"})
    void shouldOpenToNobodyWithoutTokens(final String shown) {
        assertThat(find(Tokens.NONE, shown)).isNull();
    }

    /** The hash stands in the file that others may read: it opens nothing. */
    @ParameterizedTest
    @CsvSource({"alpha", "gamma"})
    void shouldNotOpenToTheHashOfAToken(final String token) {
        assertThat(find(
                        TOKENS,
                        AccessToken.of("x", EnumSet.of(Right.READ), token).sha256()))
                .isNull();
    }

    private static AccessToken find(final Tokens tokens, final String shown) {
        return tokens.find(shown.getBytes(StandardCharsets.US_ASCII));
    }
}
