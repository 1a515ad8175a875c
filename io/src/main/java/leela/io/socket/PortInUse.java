package leela.io.socket;

/**
 * What to do where another program has the port that an input is to listen on.
 * Thread: any; stateless.
 */
public final class PortInUse {

    private static final String IN_USE = "in use";

    private PortInUse() {}

    /**
     * The end of a sentence, empty where the port is not the reason.
     *
     * @param section of the configuration, such as {@code udp}
     * @param isUdp   else it is TCP
     * @param refusal what the kernel said
     */
    public static String hint(final String section, final boolean isUdp, final int port, final String refusal) {
        return refusal != null && refusal.contains(IN_USE)
                ? "; stop who has it (ss -l" + (isUdp ? "u" : "t") + "pn 'sport = :" + port
                        + "' shows who), or change the port in [" + section + "]"
                : "";
    }
}
