package leela.ops.service;

import java.nio.file.Path;
import java.util.List;
import leela.adapters.chat.ChatService;
import leela.adapters.directory.FileDirectory;
import leela.adapters.directory.RememberedDirectory;
import leela.adapters.re2.Re2Patterns;
import leela.adapters.redis.RedisDirectory;
import leela.adapters.xmpp.XmppChat;
import leela.engine.counters.Counters;
import leela.engine.dmproc.running.QueryRegistry;
import leela.engine.spi.Chat;
import leela.engine.spi.Directory;
import leela.engine.spi.PartState;
import leela.io.http.status.Readiness;
import leela.ops.config.Config;
import leela.ops.config.DirectoryConfig;

/**
 * Builds what talks with people: the chat, and the directory of their queries.
 * Thread: the one that builds the service.
 * Errors: {@link StartException} where the account's password or certificate cannot be had.
 */
final class ChatWiring {

    private ChatWiring() {}

    /** Not started yet; closing it closes chat and directory. */
    static ChatService service(
            final Config config, final Path dataDir, final QueryRegistry registry, final ChatService.Context context) {
        try {
            final Chat chat = new XmppChat(
                    config.xmpp().account(),
                    "leela-" + config.leela().node(),
                    context.clock(),
                    context.counters(),
                    context.onError());
            return new ChatService(
                    config.xmpp().chat(config.directory().refresh()),
                    chat,
                    directory(config.directory(), dataDir, context.counters()),
                    registry,
                    new Re2Patterns(),
                    context);
        } catch (final IllegalArgumentException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
    }

    /** What {@code /readyz} tells of it. Thread: any. */
    static List<Readiness.Part> parts(final ChatService chat) {
        return List.of(part("xmpp", chat.chatState()), part("directory", chat.directoryState()));
    }

    private static Readiness.Part part(final String name, final PartState state) {
        return new Readiness.Part(name, state.isWorking(), state.sentence());
    }

    private static Directory directory(final DirectoryConfig config, final Path dataDir, final Counters counters) {
        return switch (config.backend()) {
            case EMBEDDED -> new FileDirectory(dataDir, counters);
            case REDIS ->
                new RememberedDirectory(
                        new RedisDirectory(config.redisUri(), config.password(), counters), dataDir, counters);
        };
    }
}
