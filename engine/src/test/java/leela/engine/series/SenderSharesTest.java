package leela.engine.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SenderSharesTest {

    private static final long NOW_NS = 1_365_500_000_000_000_000L;
    private static final int SHARE = 10;
    private static final int SHORT = 40;

    private final SenderShares shares = new SenderShares(SHARE);

    @Test
    void shouldGiveEachSenderItsShareWhateverTheOthersDo() {
        assertThat(take(1, 3 * SHARE)).isEqualTo(SHARE);
        assertThat(take(2, SHARE)).isEqualTo(SHARE);
    }

    @Test
    void shouldGiveItAnewWhenTheHourIsOver() {
        take(1, SHARE);

        assertThat(shares.take(1, () -> "10.0.0.9:4711", SHORT, NOW_NS + SenderShares.HOUR_NS - 1))
                .isFalse();
        assertThat(shares.take(1, () -> "10.0.0.9:4711", SHORT, NOW_NS + SenderShares.HOUR_NS))
                .isTrue();
    }

    @Test
    void shouldGiveItAnewWhenTheClockWasSetBack() {
        take(1, SHARE);

        assertThat(shares.take(1, () -> "10.0.0.9:4711", SHORT, NOW_NS - 1)).isTrue();
    }

    @Test
    void shouldCountALongKeyOnceForEach256BytesBegun() {
        assertThat(shares.take(1, () -> "10.0.0.9:4711", 1024, NOW_NS)).isTrue();
        assertThat(shares.take(1, () -> "10.0.0.9:4711", 257, NOW_NS)).isTrue();
        assertThat(shares.take(1, () -> "10.0.0.9:4711", 256, NOW_NS)).isTrue();

        assertThat(take(1, SHARE)).isEqualTo(SHARE - 4 - 2 - 1);
    }

    @Test
    void shouldLetForgedAddressesShareOneBeyondSoMany() {
        for (int sender = 0; sender < SenderShares.SENDERS; sender++) {
            assertThat(take(sender, 1)).isOne();
        }
        long taken = 0;
        for (int forged = 0; forged < 100_000; forged++) {
            taken += take(1_000_000 + forged, 1);
        }

        assertThat(taken).isEqualTo(SHARE);
        assertThat(take(7, SHARE)).as("of one that has its own").isEqualTo(SHARE - 1);
    }

    @Test
    void shouldTakeInNewSendersOnceOthersHaveBeenQuietForAnHour() {
        for (int sender = 0; sender <= SenderShares.SENDERS; sender++) {
            shares.take(sender, () -> "10.0.0.9:4711", SHORT, NOW_NS);
        }
        final long laterNs = NOW_NS + SenderShares.HOUR_NS;
        int taken = 0;
        for (int i = 0; i < 2 * SHARE; i++) {
            taken += shares.take(1_000_000, () -> "10.0.0.9:4711", SHORT, laterNs) ? 1 : 0;
            taken += shares.take(1_000_001, () -> "10.0.0.9:4711", SHORT, laterNs) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(2 * SHARE);
    }

    @Test
    void shouldTellWhoMadeMostWithinTheHour() {
        shares.take(1, () -> "user carl at [::1]:4711", SHORT, NOW_NS);
        shares.take(2, () -> "10.0.0.9:4711", SHORT, NOW_NS + 1);
        shares.take(2, () -> "10.0.0.9:4712", 257, NOW_NS + 2);

        assertThat(shares.most(5, NOW_NS + 3))
                .containsExactly(
                        new SenderShares.Used("10.0.0.9", 3, NOW_NS + 1),
                        new SenderShares.Used("user carl at [::1]", 1, NOW_NS));
        assertThat(shares.most(1, NOW_NS + 3)).hasSize(1);
        assertThat(shares.most(5, NOW_NS + SenderShares.HOUR_NS + 1)).isEmpty();
    }

    private int take(final long sender, final int series) {
        int taken = 0;
        for (int i = 0; i < series; i++) {
            taken += shares.take(sender, () -> "10.0.0.9:4711", SHORT, NOW_NS) ? 1 : 0;
        }
        return taken;
    }
}
