package leela.engine.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Objects by number, the lowest that is free first. A hash table that holds numbers in place of references is nothing
 * to the collector: each new object of its own would have it look through 128 references around a place at random, and
 * that was more than a third of its stops while keys are made. Here new ones stand side by side.
 * Thread: one writer; readers any, who have the number from where the writer left it for them. One that was given back
 * meanwhile leads to null, or to another object: they look what it is.
 * Memory: a reference for each number, in pages of 1,024 that stay; a bit for those that are free.
 */
public final class ObjectPages<T> {

    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final int SHIFT = 10;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final int FIRST_PAGES = 16;

    private volatile Object[][] pages = new Object[FIRST_PAGES][];
    private volatile int end;

    // writer
    private final BitSet free = new BitSet();
    private int freeCount;
    /** None below it is free. */
    private int leastFree;

    /** Writer: the number that the object has from now on. Nothing has changed if there is no memory for it. */
    public int add(final T object) {
        if (freeCount > 0) {
            final int number = free.nextSetBit(leastFree);
            PLACE.setRelease(pages[number >>> SHIFT], number & MASK, object);
            free.clear(number);
            freeCount--;
            leastFree = number + 1;
            return number;
        }
        final int number = end;
        final Object[] page = (number & MASK) == 0 ? addPage(number >>> SHIFT) : pages[number >>> SHIFT];
        PLACE.setRelease(page, number & MASK, object);
        end = number + 1;
        return number;
    }

    private Object[] addPage(final int page) {
        final Object[][] known = pages;
        final Object[][] enough = page < known.length ? known : Arrays.copyOf(known, 2 * known.length);
        if (enough[page] == null) {
            enough[page] = new Object[1 << SHIFT];
        }
        // also where the array is the same: who reads it from now on sees the page
        pages = enough;
        return enough[page];
    }

    /** Writer: gives back the number of an object that is here. */
    public void remove(final int number) {
        free.set(number);
        freeCount++;
        leastFree = Math.min(leastFree, number);
        PLACE.setRelease(pages[number >>> SHIFT], number & MASK, null);
    }

    /** The object of a number below {@link #end}, or null. */
    @SuppressWarnings("unchecked")
    public T at(final int number) {
        return (T) PLACE.getAcquire(pages[number >>> SHIFT], number & MASK);
    }

    /** All numbers are below it. */
    public int end() {
        return end;
    }
}
