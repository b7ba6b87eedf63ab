package dev.taskq.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time and chance. Thread-safe. */
interface Pauses {
    /** Those of the machine. */
    Pauses SYSTEM = new Pauses() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration length) throws InterruptedException {
            Thread.sleep(length);
        }

        @Override
        public double chance() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    long nanoTime();

    void pause(Duration length) throws InterruptedException;

    /** A number from 0 to 1. */
    double chance();
}
