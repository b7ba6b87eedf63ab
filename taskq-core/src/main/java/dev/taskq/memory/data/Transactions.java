package dev.taskq.memory.data;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs transactions on a state that all processes share. A change is a {@link Transaction}, which builds the next state
 * from the one before and replaces it as a whole. Thread-safe.
 */
record Transactions(Cell<State> cell, InstantSource clock) {
    <R> R change(Function<Transaction, R> change) {
        return cell.change(before -> {
            Transaction transaction = new Transaction(before, now());
            R result = change.apply(transaction);
            return new Cell.Step<>(transaction.state(), result);
        });
    }

    void alter(Consumer<Transaction> change) {
        change(transaction -> {
            change.accept(transaction);
            return transaction;
        });
    }

    /** A transaction that only reads. */
    Transaction read() {
        return new Transaction(cell.get(), now());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static void checkPositive(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more");
        }
    }
}
