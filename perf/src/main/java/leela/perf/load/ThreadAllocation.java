package leela.perf.load;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Prints for each line of its input how many bytes each thread of another JVM has allocated so far: "NAME BYTES" lines,
 * then an empty one.
 * Thread: main.
 * Memory: asking allocates in the other JVM too, on threads of its own.
 * Errors: a process that is no JVM of this user ends the program.
 */
public final class ThreadAllocation {

    private ThreadAllocation() {}

    /** Takes the process id. */
    @SuppressWarnings("BanJNDI") // the address is that of the process on this machine that we have just attached to
    public static void main(final String[] arguments) throws Exception {
        final VirtualMachine machine = VirtualMachine.attach(arguments[0]);
        final String address = machine.startLocalManagementAgent();
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            final MBeanServerConnection connection = connector.getMBeanServerConnection();
            final ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            while (System.in.read() >= 0) {
                print(threads);
            }
        }
    }

    private static void print(final ThreadMXBean threads) {
        final long[] ids = threads.getAllThreadIds();
        final ThreadInfo[] infos = threads.getThreadInfo(ids);
        final long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null) {
                System.out.println(infos[i].getThreadName().replace(' ', '_') + " " + bytes[i]);
            }
        }
        System.out.println();
        System.out.flush();
    }
}
