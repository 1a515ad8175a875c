package leela.io.system;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Platform;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * Functions of the C library. Each is called by its address, with numbers for all it takes: a library that makes a
 * class for an interface of them would load two hundred more of its own.
 * Thread: any.
 * Memory: nothing per call.
 * Errors: a {@link LinkageError} where this is not 64-bit Linux, or the function is not there; a call that fails
 * returns -1, and {@link #lastError} tells why.
 */
public final class SystemLibrary {

    // <sys/mman.h>
    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int NO_FILE = -1;
    private static final int MADV_DONTNEED = 4;

    private static final Invoker CALL = Invoker.getInstance();

    /** How functions with so many arguments are called: each as a long, of which an int is the lower half. */
    private static final CallContext[] WITH = contexts(6);

    private static final long RECVMMSG = address("recvmmsg");
    private static final long SENDMMSG = address("sendmmsg");
    private static final long SETSOCKOPT = address("setsockopt");
    private static final long GETSOCKOPT = address("getsockopt");
    private static final long SETPRIORITY = address("setpriority");
    private static final long UMASK = address("umask");
    private static final long MMAP = address("mmap");
    private static final long MUNMAP = address("munmap");
    private static final long MADVISE = address("madvise");
    private static final long FALLOCATE = address("fallocate");

    private SystemLibrary() {}

    private static CallContext[] contexts(final int most) {
        final Platform platform = Platform.getPlatform();
        if (platform.getOS() != Platform.OS.LINUX || platform.addressSize() != Long.SIZE) {
            throw new UnsatisfiedLinkError("not 64-bit Linux");
        }
        final CallContext[] contexts = new CallContext[most + 1];
        for (int count = 0; count <= most; count++) {
            final Type[] arguments = new Type[count];
            Arrays.fill(arguments, Type.SINT64);
            contexts[count] = CallContext.getCallContext(Type.SINT64, arguments, CallingConvention.DEFAULT, true);
        }
        return contexts;
    }

    private static long address(final String name) {
        final long address = Library.getDefault().getSymbolAddress(name);
        if (address == 0) {
            throw new UnsatisfiedLinkError("the C library has no " + name);
        }
        return address;
    }

    /** Does nothing but have the library loaded. */
    public static void load() {
        lastError();
    }

    /** Why the calling thread's last call failed: errno. */
    public static int lastError() {
        return LastError.getInstance().get();
    }

    /** Datagrams received, in headers at an address. */
    public static int recvmmsg(final int descriptor, final long headers, final int count, final int flags) {
        return (int) CALL.invokeL5(WITH[5], RECVMMSG, descriptor, headers, count, flags, 0);
    }

    /** Datagrams sent, of headers at an address. */
    public static int sendmmsg(final int descriptor, final long headers, final int count, final int flags) {
        return (int) CALL.invokeL4(WITH[4], SENDMMSG, descriptor, headers, count, flags);
    }

    /** 0 where the option is as it stands at an address now. */
    public static int setsockopt(
            final int descriptor, final int level, final int option, final long value, final int length) {
        return (int) CALL.invokeL5(WITH[5], SETSOCKOPT, descriptor, level, option, value, length);
    }

    /** 0 where the option stands at an address now; its length, at another, must be set before. */
    public static int getsockopt(
            final int descriptor, final int level, final int option, final long value, final long length) {
        return (int) CALL.invokeL5(WITH[5], GETSOCKOPT, descriptor, level, option, value, length);
    }

    /** 0 where it is done; {@code who} 0 is the calling thread. */
    public static int setpriority(final int which, final int who, final int nice) {
        return (int) CALL.invokeL3(WITH[3], SETPRIORITY, which, who, nice);
    }

    /** The mask there was. */
    public static int umask(final int mask) {
        return (int) CALL.invokeL1(WITH[1], UMASK, mask);
    }

    /** Zeroes that take memory page by page, as they are written; their address, -1 where there are none. */
    public static long map(final long length) {
        return CALL.invokeL6(WITH[6], MMAP, 0, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, NO_FILE, 0);
    }

    /** Gives back what {@link #map} gave. */
    public static void unmap(final long address, final long length) {
        CALL.invokeL2(WITH[2], MUNMAP, address, length);
    }

    /** Pages of a mapped file need not be resident any more; should they be read, they come back. */
    public static void passed(final long address, final long length) {
        CALL.invokeL3(WITH[3], MADVISE, address, length, MADV_DONTNEED);
    }

    /** Has the file system take the blocks of a file's first bytes without writing them; 0 where it has. */
    public static int fallocate(final int descriptor, final long length) {
        return (int) CALL.invokeL4(WITH[4], FALLOCATE, descriptor, 0, 0, length);
    }
}
