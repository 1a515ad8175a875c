package leela.ops.check;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import leela.adapters.cassandra.CassandraConfig;
import leela.adapters.secrets.PasswordFile;
import leela.adapters.secrets.PinnedCertificate;
import leela.adapters.xmpp.XmppChat;
import leela.engine.counters.Counters;
import leela.engine.notify.Notifier;
import leela.engine.notify.Outcome;
import leela.engine.refusal.Refusals;
import leela.engine.runtime.SystemClock;
import leela.io.http.HttpConfig;
import leela.io.http.HttpServer;
import leela.io.input.collectd.CollectdConfig;
import leela.io.input.collectd.CollectdSettings;
import leela.io.socket.FolderRights;
import leela.io.socket.PeerAccess;
import leela.io.socket.ReceiverContext;
import leela.io.transport.udp.UdpConfig;
import leela.io.transport.udp.UdpEndpoint;
import leela.ops.alert.AlertFiles;
import leela.ops.config.Config;
import leela.ops.config.DirectoryConfig;
import leela.ops.config.StorageBackend;
import leela.ops.host.AllowedCpus;
import leela.ops.notify.ConfiguredRecipients;

/**
 * What a start would refuse of a configuration that can be read: files, addresses and names that it speaks of. The
 * parts themselves judge; nothing is started, and nothing that is written stays.
 * Thread: one.
 */
public final class ConfigCheck {

    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Stands for the chat, which is not asked. */
    private static final class SilentChat implements Notifier<String> {
        @Override
        public boolean isConnected() {
            return false;
        }

        @Override
        public boolean trySend(final String to, final String message, final Consumer<Outcome> onOutcome) {
            return false;
        }
    }

    /** What may refuse; the message begins with a key. */
    private interface Part {
        void open() throws Exception;
    }

    public ConfigCheck(final Config config) {
        checkFolder("leela.data_dir", config.leela().dataDir());
        final Path runDir = config.leela().runDir();
        if (Files.isDirectory(runDir) || !runDir.startsWith(config.leela().dataDir())) {
            checkFolder("leela.run_dir", runDir);
        }
        if (!config.leela().group().isEmpty()) {
            attempt(() -> PeerAccess.find(config.leela().group()));
        }
        checkCpus(config.engine().cpus());
        checkSockets(config);
        checkUdp(config.udp());
        checkUdp(config.collectdUdp());
        checkUdp(config.influx());
        checkUdp(config.graphite().datagrams());
        checkUdp(config.statsd().udp());
        if (config.collectdUdp().enabled()) {
            checkCollectd(config.collectd());
        }
        if (config.http().enabled()) {
            checkHttp(config);
        }
        if (config.storageBackend() == StorageBackend.CASSANDRA) {
            checkCassandra(config.cassandra());
        }
        if (config.directory().backend() == DirectoryConfig.Backend.REDIS) {
            config.directory()
                    .password()
                    .ifPresent(file -> attempt(() -> PasswordFile.read("directory.password_file", file)));
        }
        attempt(() -> checkAlerts(config));
        if (config.xmpp().enabled()) {
            attempt(() -> new XmppChat(
                            config.xmpp().account(), "check", new SystemClock(), Counters.inMemory(), unused -> {})
                    .close());
        }
    }

    private void checkAlerts(final Config config) {
        final Optional<Notifier<String>> chat =
                config.xmpp().enabled() ? Optional.of(new SilentChat()) : Optional.empty();
        try (ConfiguredRecipients recipients =
                new ConfiguredRecipients(config, chat, new SystemClock(), Counters.inMemory(), unused -> {})) {
            final AlertFiles files = AlertFiles.read(config.alerts().files(), recipients::fault);
            faults.addAll(files.faults());
            files.unmatched().forEach(sentence -> warnings.add("alerts.files: " + sentence));
            files.untold().ifPresent(sentence -> warnings.add("alerts.files: " + sentence));
        }
    }

    /** What ends a start, sentences that begin with a key. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** What a start only warns of. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What refuses a file that is not there says no more than its name. */
    public static String tokenFault(final IOException refused) {
        return refused instanceof NoSuchFileException || refused instanceof AccessDeniedException
                ? "http.token_file: " + ServiceUser.reason(refused)
                : refused.getMessage();
    }

    private void attempt(final Part part) {
        try {
            part.open();
        } catch (final NoSuchFileException | AccessDeniedException missing) {
            faults.add(tokenFault(missing));
        } catch (final Exception refused) {
            String.valueOf(refused.getMessage()).lines().forEach(faults::add);
        }
    }

    /** It need not be there: the engine makes it. */
    private void checkFolder(final String key, final Path folder) {
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there != null && !Files.isDirectory(there)) {
            faults.add(key + ": " + there + " is no folder");
        } else if (there != null && !Files.isWritable(there)) {
            faults.add(key + ": " + there + " cannot be written");
        } else if (there != null && there.equals(folder.toAbsolutePath())) {
            attempt(() -> openFault(key, folder).ifPresent(faults::add));
        } else if (there != null) {
            tryFolder(there)
                    .ifPresent(reason -> faults.add(key + ": the folder " + folder.toAbsolutePath()
                            + " cannot be made: " + ServiceUser.makeReason(reason)));
        }
    }

    /** Not every file system takes folders that seems to: one is made, and gone again. */
    private static Optional<IOException> tryFolder(final Path there) {
        try {
            Files.delete(Files.createTempDirectory(there, ".leela-check-"));
            return Optional.empty();
        } catch (final IOException refused) {
            return Optional.of(refused);
        }
    }

    /** A thread that cannot have its CPU runs all the same. */
    private void checkCpus(final List<Integer> cpus) {
        final String list = AllowedCpus.list();
        final BitSet there = AllowedCpus.of(list);
        cpus.stream()
                .filter(cpu -> !there.isEmpty() && !there.get(cpu))
                .forEach(cpu ->
                        warnings.add("engine.cpus: " + cpu + " is no CPU that this process may use (expected: of "
                                + list + "); its thread runs where the kernel puts it"));
    }

    /** Those with a folder of their own; the others lie in run_dir. */
    private void checkSockets(final Config config) {
        new TreeMap<>(Map.of(
                        "timeline.databus", config.timeline().databus(),
                        "timeline.multicast", config.timeline().multicast(),
                        "timeline.anycast", config.timeline().anycast(),
                        "dmproc.databus", config.dmproc().databus(),
                        "dmproc.proc", config.dmproc().proc()))
                .forEach((key, socket) -> {
                    final Path folder = Path.of(socket).getParent();
                    if (Path.of(socket).isAbsolute() && folder != null && Files.isDirectory(folder)) {
                        attempt(() -> openFault(key, folder).ifPresent(faults::add));
                    }
                });
    }

    /** Why the engine does not keep anything in this folder, which is there: every user may write to it. */
    public static Optional<String> openFault(final String key, final Path folder) throws IOException {
        return FolderRights.areOpen(folder)
                ? Optional.of(key + ": every user may write to the folder " + folder.toAbsolutePath()
                        + ", and so replace what the engine keeps there; run chmod o-w " + folder.toAbsolutePath())
                : Optional.empty();
    }

    private void checkUdp(final UdpConfig config) {
        if (!config.enabled()) {
            return;
        }
        for (final String address : config.addresses()) {
            attempt(() -> {
                final InetAddress found = UdpEndpoint.of(config, address).address();
                if (!found.isMulticastAddress()) {
                    bind(config.section(), address, () -> new DatagramSocket(0, found).close());
                }
            });
        }
    }

    /** Whether HTTP lets everybody do everything who reaches it from elsewhere. */
    public static Optional<String> openWarning(final HttpConfig http) {
        final String address = http.address();
        final boolean isLocal = address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
        return isLocal || !http.tokenFile().isEmpty()
                ? Optional.empty()
                : Optional.of("http.address: whoever reaches " + address
                        + " may read, write and delete, since there is no http.token_file; see 'leela token add'");
    }

    private void checkHttp(final Config config) {
        final String address = config.http().address();
        attempt(() -> {
            bind("http", address, () -> {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress(address, 0));
                }
            });
            openWarning(config.http()).ifPresent(warnings::add);
        });
        attempt(() -> new HttpServer(
                        config.http(),
                        List.of(),
                        new ReceiverContext(new SystemClock(), Counters.inMemory(), unused -> {}),
                        Refusals.NONE)
                .close());
    }

    private static void bind(final String section, final String address, final Part socket) throws Exception {
        try {
            socket.open();
        } catch (final IOException refused) {
            throw new IOException(
                    section + ".address: " + address + " is no address of this machine (" + refused.getMessage() + ")",
                    refused);
        }
    }

    private void checkCollectd(final CollectdConfig config) {
        final List<Path> there = new ArrayList<>();
        for (final Path file : config.typesDb()) {
            if (Files.exists(file)) {
                there.add(file);
            } else {
                warnings.add("collectd.types_db: " + file + ": no such file; values of types go by index");
            }
        }
        attempt(() -> new CollectdSettings(
                config.withTypesDb(there),
                Counters.inMemory(),
                line -> warnings.add("collectd.types_db: " + line + "; this line is left out")));
    }

    private void checkCassandra(final CassandraConfig config) {
        config.passwordFile().ifPresent(file -> attempt(() -> PasswordFile.read("cassandra.password_file", file)));
        final Optional<Path> certificate = config.certificate();
        if (config.security() == CassandraConfig.Security.REQUIRED && certificate.isPresent()) {
            attempt(() -> PinnedCertificate.trust("cassandra.certificate", certificate.orElseThrow()));
        }
    }
}
