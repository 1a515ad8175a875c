package leela.ops.host;

/**
 * One thing that the machine has as it should be, or not.
 * Thread: immutable.
 *
 * @param name   as the system calls it
 * @param found  what it is here
 * @param wanted what it should be
 * @param reason what it costs where it is not so
 * @param remedy the command that mends it, for root
 */
public record HostSetting(String name, State state, String found, String wanted, String reason, String remedy) {

    /** How it stands. */
    public enum State {
        OK,
        LACKS,
        /** The system does not tell, as in a container or a virtual machine. */
        UNKNOWN
    }

    static HostSetting ok(final String name, final String found) {
        return new HostSetting(name, State.OK, found, "", "", "");
    }

    static HostSetting unknown(final String name) {
        return new HostSetting(name, State.UNKNOWN, "not told here", "", "", "");
    }

    static HostSetting lacks(
            final String name, final String found, final String wanted, final String reason, final String remedy) {
        return new HostSetting(name, State.LACKS, found, wanted, reason, remedy);
    }
}
