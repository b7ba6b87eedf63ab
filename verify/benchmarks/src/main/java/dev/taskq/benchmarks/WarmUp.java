package dev.taskq.benchmarks;

/** Runs a load until young JVMs have compiled it. On cores that they share with everything that is measured, that takes a minute or two. */
final class WarmUp {
    private static final int MOST = 10;
    private static final double NO_QUICKER = 1.05;

    private WarmUp() {}

    /** Measures a rate. */
    @FunctionalInterface
    interface Load {
        Measured run() throws Exception;
    }

    /** Repeats a load until its rate does not grow any more. */
    static void run(Load load) throws Exception {
        double before = 0;
        double now = load.run().rate();
        for (int i = 0; i < MOST && now > before * NO_QUICKER; i++) {
            before = now;
            now = load.run().rate();
        }
    }
}
