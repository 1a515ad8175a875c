package leela.adapters.xmpp;

/** Text as XML 1.0 can carry it: one forbidden character would make the server close the stream. Thread: any. */
final class XmlText {

    private static final int REPLACEMENT = 0xfffd;

    private XmlText() {}

    /** The text itself, with a mark for each character that XML forbids. */
    static String of(final String text) {
        return text.codePoints().allMatch(XmlText::isAllowed)
                ? text
                : text.codePoints()
                        .map(point -> isAllowed(point) ? point : REPLACEMENT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isAllowed(final int point) {
        return point >= 0x20 && point <= 0xd7ff
                || point >= 0xe000 && point <= 0xfffd
                || point >= 0x10000
                || point == '\t'
                || point == '\n'
                || point == '\r';
    }
}
