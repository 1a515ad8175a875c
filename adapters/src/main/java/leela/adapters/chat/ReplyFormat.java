package leela.adapters.chat;

/** Writes what is said to a user as the body of a message. Thread: any. */
interface ReplyFormat {

    String write(Reply reply);

    static ReplyFormat of(final ChatConfig.Format format) {
        return switch (format) {
            case JSON -> new JsonReplies();
            case TEXT -> new TextReplies();
        };
    }
}
