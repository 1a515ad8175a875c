package leela.io.system;

import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;

/**
 * The numbers that the system knows open files and sockets by.
 * Thread: any.
 * Errors: a {@link LinkageError} where the JDK hides them.
 */
public final class Descriptors {

    private Descriptors() {}

    /** The number that the system knows a socket by; to be called once, not with each call. */
    public static int of(final SelectableChannel channel) {
        return hidden("sun.nio.ch.SelChImpl", "getFDVal", channel);
    }

    /** The same of a file, or of a socket that is no channel. */
    public static int of(final FileDescriptor file) {
        return hidden("sun.nio.ch.IOUtil", "fdVal", null, file);
    }

    /** What the JDK keeps to itself; ops/jvm.flags opens it. */
    private static int hidden(final String className, final String name, final Object of, final Object... arguments) {
        try {
            final Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {FileDescriptor.class};
            final Method method = Class.forName(className).getDeclaredMethod(name, types);
            method.setAccessible(true);
            return (int) method.invoke(of, arguments);
        } catch (final ReflectiveOperationException | RuntimeException hidden) {
            throw (LinkageError)
                    new UnsatisfiedLinkError("the JDK does not tell a descriptor: " + hidden).initCause(hidden);
        }
    }
}
