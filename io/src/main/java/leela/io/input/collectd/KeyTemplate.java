package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * How the fields of a value list become a key. A row of pieces, each each a text and a field behind it.
 *
 * <pre>
 *   [{user}.]{host}[.{plugin}][-{plugin_instance}][.{type}][-{type_instance}][.{source}]
 *
 *   {field}    its text; every field but user must be there once, else two series could share a key
 *   [...]      left out where a field inside is empty
 *   \          takes the next character as it is
 * </pre>
 *
 * Thread: immutable.
 */
final class KeyTemplate {

    /** Of what a key is made. */
    enum Field {
        USER,
        HOST,
        PLUGIN,
        PLUGIN_INSTANCE,
        TYPE,
        TYPE_INSTANCE,
        SOURCE,
        /** Always empty: the field of a piece that is text alone. */
        NOTHING
    }

    /**
     * One stretch of the key: a text, then a field.
     *
     * @param needs where one of these fields is empty, the piece is left out
     */
    record Piece(byte[] text, Field field, Field[] needs) {

        boolean dependsOn(final Field other) {
            return field == other || List.of(needs).contains(other);
        }
    }

    private static final String DOT = ".";

    private final Piece[] pieces;
    private final int[] firstPieceOf = new int[Field.values().length];
    private final byte[] hostDot;
    private final byte[] instanceDot;
    private final boolean keepsHostDots;
    private final boolean keepsInstanceDots;

    /**
     * @param hostDot     what stands for a dot in a host's name
     * @param instanceDot what stands for a dot in any other field but the user, which is taken as it is
     * @throws IllegalArgumentException with the place and what was expected
     */
    KeyTemplate(final String template, final String hostDot, final String instanceDot) {
        pieces = new KeyTemplateParser(template).parse().toArray(Piece[]::new);
        for (final Field field : Field.values()) {
            firstPieceOf[field.ordinal()] = firstPieceOf(field);
        }
        this.hostDot = hostDot.getBytes(UTF_8);
        this.instanceDot = instanceDot.getBytes(UTF_8);
        keepsHostDots = DOT.equals(hostDot);
        keepsInstanceDots = DOT.equals(instanceDot);
    }

    int pieceCount() {
        return pieces.length;
    }

    Piece piece(final int index) {
        return pieces[index];
    }

    /** The first piece that may look otherwise when this field changes. */
    int firstPiece(final Field field) {
        return firstPieceOf[field.ordinal()];
    }

    /** Whether dots in this field stay as they are. */
    boolean keepsDots(final Field field) {
        return field == Field.HOST ? keepsHostDots : keepsInstanceDots;
    }

    /** What stands for a dot in this field; never write to it. */
    byte[] dot(final Field field) {
        return field == Field.HOST ? hostDot : instanceDot;
    }

    private int firstPieceOf(final Field field) {
        for (int i = 0; i < pieces.length; i++) {
            if (pieces[i].dependsOn(field)) {
                return i;
            }
        }
        return pieces.length;
    }
}
