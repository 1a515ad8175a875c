package leela.engine.spi;

/** The test double does what every backend does. */
final class MemoryStoreTest extends TagIndexContract {

    private final MemoryStore kept = new MemoryStore();

    @Override
    protected Store open() {
        return kept;
    }
}
