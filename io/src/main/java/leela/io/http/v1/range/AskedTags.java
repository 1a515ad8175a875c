package leela.io.http.v1.range;

import java.util.ArrayList;
import java.util.List;
import leela.engine.keys.TagCondition;
import leela.engine.spi.KeyPattern;
import leela.io.http.HttpRefusal;
import leela.io.http.RequestTarget;

/**
 * The conditions of a request's parameters {@code tag}: {@code tag=host=web1&tag=dc~^eu}.
 * Thread: any.
 * Errors: what is no condition, or an expression that is none, is a 400; so are more than {@link #MOST}.
 */
public final class AskedTags {

    /** The parameter. */
    public static final String NAME = "tag";

    private static final int MOST = 32;

    private AskedTags() {}

    public static List<TagCondition> of(final RequestTarget target, final KeyPattern.Compiler patterns) {
        final List<TagCondition> tags = new ArrayList<>();
        for (final byte[] text : target.every(NAME)) {
            if (tags.size() == MOST) {
                throw HttpRefusal.badRequest("tag: more than " + MOST);
            }
            try {
                tags.add(TagCondition.of(text, regex -> patterns.compile(regex)::isFoundIn));
            } catch (final IllegalArgumentException malformed) {
                throw HttpRefusal.badRequest(malformed.getMessage());
            }
        }
        return tags;
    }
}
