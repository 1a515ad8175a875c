package leela.io.http.v1.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import leela.io.http.HttpClientSocket;
import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the path and the times of a read are understood. */
final class SeriesPathTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long HALF_HOUR = 1800 * SECOND;
    private static final long DAY = 86_400 * SECOND;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu                     | cpu             | true",
                "a/b/c                   | a/b/c           | true",
                "a%2Fb%2fc               | a/b/c           | true",
                "a%20b+c%FF              | 'a b+c\u00ff'   | true",
                "past24/cpu              | cpu             | false",
                "past24/past24/cpu       | past24/cpu      | false",
                "past24%2Fcpu            | past24/cpu      | true",
                "%70ast24/cpu            | past24/cpu      | true",
                "past24                  | past24          | true",
                "pastweek/a/b            | a/b             | false",
                "pastmonth/a             | pastmonth/a     | true",
                "2013/04/09/cpu          | cpu             | false",
                "2013/4/9/a/b            | a/b             | false",
                "2013/04/cpu             | cpu             | false",
                "2013/04/09              | 09              | false",
                "2013/04/%309/cpu        | 09/cpu          | false",
                "2013%2F04/09/cpu        | 2013/04/09/cpu  | true",
                "2013/cpu                | 2013/cpu        | true",
                "12013/04/cpu            | 12013/04/cpu    | true",
            })
    void shouldTellKeysFromRanges(final String rest, final String key, final boolean isPlain) {
        final SeriesPath path = SeriesPath.parse(rest);

        assertThat(HttpClientSocket.latin(path.key())).isEqualTo(key);
        assertThat(path.isPlain()).isEqualTo(isPlain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "a%4", "%zz", "%-1", "% 1", "a%4x"})
    void shouldRefuseBrokenPercentSigns(final String rest) {
        assertThatThrownBy(() -> SeriesPath.parse(rest))
                .isInstanceOf(HttpRefusal.class)
                .hasMessageContaining("%00-%FF");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2013/04/09/k | 1365465600 | 1365551999",
                "2013/4/9/k   | 1365465600 | 1365551999",
                "2012/02/29/k | 1330473600 | 1330559999",
                "2012/02/k    | 1328054400 | 1330559999",
                "2013/12/k    | 1385856000 | 1388534399",
                "1970/01/01/k | 0          | 86399",
            })
    void shouldReadDaysAndMonths(final String rest, final long from, final long to) {
        assertThat(SeriesPath.parse(rest).range(RequestTarget.parse("/"), 0))
                .isEqualTo(new TimeRange(from * SECOND, to * SECOND + SECOND - 1));
    }

    @Test
    void shouldWidenThePastByHalfAnHourAtBothEnds() {
        final long now = 1_365_510_896L * SECOND;
        final RequestTarget none = RequestTarget.parse("/");

        assertThat(SeriesPath.parse("past24/k").range(none, now))
                .isEqualTo(new TimeRange(now - DAY - HALF_HOUR, now + HALF_HOUR));
        assertThat(SeriesPath.parse("pastweek/k").range(none, now))
                .isEqualTo(new TimeRange(now - 7 * DAY - HALF_HOUR, now + HALF_HOUR));
        assertThat(SeriesPath.parse("past24/k").range(none, SECOND)).isEqualTo(new TimeRange(0, SECOND + HALF_HOUR));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2013/13/k",
                "2013/00/k",
                "2013/02/29/k",
                "2013/04/31/k",
                "2013/04/00/k",
                "1969/12/k",
                "2243/01/k",
                "0000/01/k"
            })
    void shouldRefuseDatesThatDoNotExist(final String rest) {
        assertThatThrownBy(() -> SeriesPath.parse(rest).range(RequestTarget.parse("/"), 0))
                .isInstanceOf(HttpRefusal.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20130409T1234                    | 1365510840           | 1365510899999999999",
                "19700101T0000                    | 0                    | 59999999999",
                "1365510896                       | 1365510896           | 1365510896000000000",
                "0                                | 0                    | 0",
                "1365510896.5                     | 1365510896.5         | 1365510896500000000",
                "1365510896.123456789             | 1365510896.123456789 | 1365510896123456789",
                "2013-04-09T12:34:56Z             | 1365510896           | 1365510896000000000",
                "2013-04-09t12:34:56z             | 1365510896           | 1365510896000000000",
                "2013-04-09T14:34:56%2B02:00      | 1365510896           | 1365510896000000000",
                "2013-04-09T14:34:56+02:00        | 1365510896           | 1365510896000000000",
                "2013-04-09T10:34:56-02:00        | 1365510896           | 1365510896000000000",
                "2013-04-09T12:34:56.25Z          | 1365510896.25        | 1365510896250000000",
            })
    void shouldReadTimesInThreeForms(final String text, final String first, final long last) {
        final RequestTarget target = RequestTarget.parse("/v1/k?start=" + text + "&finish=" + text);
        final long expected = new BigDecimal(first).movePointRight(9).longValueExact();

        assertThat(SeriesPath.parse("k").range(target, 0)).isEqualTo(new TimeRange(expected, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "20130409T12",
                "20130409T2460",
                "20130431T0000",
                "20130409T123456",
                "-1",
                "+5",
                "1e9",
                "1.",
                ".5",
                "99999999999",
                "8589934593",
                "2013-04-09",
                "2013-04-09T12:34:56",
                "1969-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z",
                "+999999999-12-31T23:59:59Z",
                "nan",
                "13655108960"
            })
    void shouldRefuseWhatIsNoTime(final String text) {
        final RequestTarget target = RequestTarget.parse("/v1/k?start=" + text + "&finish=20130409T1234");

        assertThatThrownBy(() -> SeriesPath.parse("k").range(target, 0))
                .isInstanceOf(HttpRefusal.class)
                .hasMessageContaining("start");
    }

    @Test
    void shouldTakeEightDigitsForUnixSeconds() {
        assertThat(TimeText.first("start", "20130409", 0)).isEqualTo(20_130_409 * SECOND);
    }

    @Test
    void shouldKeepEvenZeroBytesOfAKey() {
        assertThat(SeriesPath.parse("a%00b").key()).containsExactly('a', 0, 'b');
    }

    @Test
    void shouldRefuseAStartBehindItsFinish() {
        final RequestTarget behind = RequestTarget.parse("/v1/k?start=20130409T1235&finish=20130409T1234");
        final RequestTarget within = RequestTarget.parse("/v1/k?start=1365510899&finish=20130409T1234");

        assertThatThrownBy(() -> SeriesPath.parse("k").range(behind, 0)).isInstanceOf(HttpRefusal.class);
        assertThat(SeriesPath.parse("k").range(within, 0).fromNs()).isEqualTo(1_365_510_899L * SECOND);
    }
}
