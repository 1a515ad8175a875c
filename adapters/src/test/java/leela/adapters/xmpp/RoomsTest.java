package leela.adapters.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.runtime.SystemClock;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.MessageBuilder;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smackx.delay.packet.DelayInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.impl.JidCreate;

/** What counts as a command in a room; joining meets a real server in the chat's own tests. */
final class RoomsTest {

    private static final String ROOM = "ops@conference.localhost";

    private final Rooms rooms = new Rooms("leela", List.of(ROOM), new SystemClock(), Counters.inMemory());

    @Test
    void shouldKnowItsRooms() {
        assertThat(rooms.contains(JidCreate.entityBareFromOrThrowUnchecked(ROOM)))
                .isTrue();
        assertThat(rooms.contains(JidCreate.entityBareFromOrThrowUnchecked("other@conference.localhost")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leela: SELECT id FROM x;", "Leela, SELECT id FROM x;", "  LEELA:SELECT id FROM x;  "})
    void shouldTakeWhatBeginsWithItsName(final String body) {
        assertThat(rooms.command(said("alice", body).build())).contains("SELECT id FROM x;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "good morning",
                "leela",
                "leela is down",
                "leelas: SELECT id FROM x;",
                "SELECT id FROM x; leela:"
            })
    void shouldLeaveWhatIsNotForIt(final String body) {
        assertThat(rooms.command(said("alice", body).build())).isEmpty();
    }

    @Test
    void shouldNotAnswerItself() {
        assertThat(rooms.command(said("leela", "leela: SELECT id FROM x;").build()))
                .isEmpty();
    }

    @Test
    void shouldNotCarryOutTheHistory() {
        final Message old = said("alice", "leela: DELETE FROM leela.xmpp;")
                .addExtension(new DelayInformation(new Date(0)))
                .build();

        assertThat(rooms.command(old)).isEmpty();
    }

    private static MessageBuilder said(final String nickname, final String body) {
        return StanzaBuilder.buildMessage("id")
                .from(JidCreate.fromOrThrowUnchecked(ROOM + "/" + nickname))
                .ofType(Message.Type.groupchat)
                .setBody(body);
    }
}
