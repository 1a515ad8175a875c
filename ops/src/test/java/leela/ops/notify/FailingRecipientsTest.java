package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.notify.delivery.RecipientFigures;
import leela.engine.spi.PartState;
import org.junit.jupiter.api.Test;

/** What the log has of recipients. */
final class FailingRecipientsTest {

    private final List<String> lines = new ArrayList<>();
    private final FailingRecipients failing = new FailingRecipients(lines::add);

    @Test
    void shouldTellTheLogOnceOfEachThingThatIsLost() {
        look(true, 0);
        assertThat(lines).isEmpty();

        look(false, 0);
        look(false, 0);
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("event=recipient_failing recipient=\"pager\" way=webhook lost_now=0 pending=2 ")
                        .contains("the answer is 404"));

        look(false, 1);
        assertThat(lines.get(1)).contains("lost_now=1");
        look(true, 1);
        look(true, 1);
        assertThat(lines).hasSize(3).last().isEqualTo("event=recipient_works recipient=\"pager\" way=webhook");
    }

    private void look(final boolean isWorking, final long refused) {
        final PartState state = new PartState(isWorking, "refusing", 0, isWorking ? "" : "the answer is 404");
        failing.look(List.of(new RecipientFigures("pager", "webhook", "", state, 2, 0, 0, refused, 0, 0, 0)));
    }
}
