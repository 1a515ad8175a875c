package leela.io.http.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The token in a request's {@code Authorization: Bearer TOKEN}, or in one of the ways of programs that know no other:
 * {@code Token TOKEN}, or as the password of a user of any name.
 * Thread: any; stateless.
 */
public final class ShownToken {

    private static final List<String> SCHEMES = List.of("Bearer ", "Token ");
    private static final String BASIC = "Basic ";
    private static final byte[] NOTHING = {};

    private ShownToken() {}

    /** Of this header, or null; nothing where it shows none. */
    public static byte[] in(final String authorization) {
        if (authorization == null) {
            return NOTHING;
        }
        for (final String scheme : SCHEMES) {
            if (isOf(scheme, authorization)) {
                return behind(scheme, authorization).getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return isOf(BASIC, authorization) ? passwordOf(behind(BASIC, authorization)) : NOTHING;
    }

    private static boolean isOf(final String scheme, final String authorization) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static String behind(final String scheme, final String authorization) {
        return authorization.substring(scheme.length()).strip();
    }

    /** Of {@code user:password}; nothing where it is none. */
    private static byte[] passwordOf(final String encoded) {
        try {
            final String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            return pair.substring(pair.indexOf(':') + 1).getBytes(StandardCharsets.ISO_8859_1);
        } catch (final IllegalArgumentException noBase64) {
            return NOTHING;
        }
    }
}
