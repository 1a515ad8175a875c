package leela.engine.alert;

import java.util.List;

/**
 * Where the changes of alerts go.
 * Thread: the query thread; must not wait.
 */
@FunctionalInterface
public interface AlertOutputs {

    /**
     * These groups stand otherwise now.
     *
     * @param told what people are to be told of it; null where that is nothing
     */
    void onChange(List<GroupRecord> groups, Transition told);

    /** So many groups without a series are closed now, since there is no room for more. */
    default void onNoRoom(final int groups) {
        // who counts them says how
    }
}
