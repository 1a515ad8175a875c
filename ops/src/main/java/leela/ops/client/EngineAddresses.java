package leela.ops.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import leela.ops.admin.ControlException;
import leela.ops.admin.ListenersControl;
import leela.ops.config.LeelaConfig;

/**
 * Where the running engine listens: as it says itself over the control socket in run_dir, also on ports that it was
 * free to choose; where none answers there, or another machine is meant, as the configuration says.
 * Thread: immutable.
 */
final class EngineAddresses {

    private final Map<String, String> told;
    private final String unknown;

    private EngineAddresses(final Map<String, String> told, final String unknown) {
        this.told = told;
        this.unknown = unknown;
    }

    static EngineAddresses of(final LeelaConfig engine) {
        try {
            return new EngineAddresses(ListenersControl.ask(engine), "");
        } catch (final ControlException none) {
            return new EngineAddresses(Map.of(), none.getMessage());
        }
    }

    /** The port of this listener, which the configuration puts at {@code configured} of {@code host}. */
    int port(final String listener, final String host, final int configured) {
        final String address = told.get(listener);
        return address == null || !isLocal(host)
                ? configured
                : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Why the engine does not say where it is; empty where it does. */
    String unknown() {
        return unknown;
    }

    private static boolean isLocal(final String host) {
        try {
            final InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (final UnknownHostException elsewhere) {
            return false;
        }
    }
}
