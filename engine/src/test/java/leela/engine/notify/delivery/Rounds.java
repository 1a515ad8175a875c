package leela.engine.notify.delivery;

/** Lets other packages' tests have deliveries do one round. */
public final class Rounds {

    private Rounds() {}

    public static void work(final Deliveries deliveries) {
        deliveries.work();
    }
}
