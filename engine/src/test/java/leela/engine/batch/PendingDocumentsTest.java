package leela.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.spi.StoreBatch;
import org.junit.jupiter.api.Test;

final class PendingDocumentsTest {

    private static final byte[] KEY = {'k'};

    private final PendingDocuments documents = new PendingDocuments();
    private final HeadTable heads = new HeadTable(1, 1 << 20, gone -> {});

    @Test
    void shouldLetGoOfADocumentThatALaterOneOfItsTimeReplaces() {
        final Head head = heads.create(KEY);
        add(head, 1, "{\"v\":1}");
        add(head, 2, "{\"v\":2}");
        add(head, 1, "{\"v\":3}");

        final List<String> sealed = new ArrayList<>();
        documents.seal().forEach(one -> sealed.add(new String(one.document().json(), StandardCharsets.UTF_8)));

        assertThat(sealed).containsExactly("{\"v\":3}", "{\"v\":2}");
        assertThat(head.hasDocuments()).isTrue();
        documents.release(one -> heads.listed(one, 1));
        assertThat(head.hasDocuments()).isFalse();
        assertThat(documents.bytes()).isZero();
        assertThat(heads.neededBytes()).as("what cannot be let go of").isZero();
    }

    private void add(final Head head, final long timeNs, final String json) {
        documents.add(0, head, new StoreBatch.Document(KEY, timeNs, json.getBytes(StandardCharsets.UTF_8)));
        heads.addDocument(head);
    }
}
