package dev.taskq.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The faults that tests have asked for, by type, in their order. Thread-safe. */
final class Faults {
    private final Map<String, Deque<Fault>> byType = new HashMap<>();

    synchronized void add(String type, Fault fault) {
        byType.computeIfAbsent(type, absent -> new ArrayDeque<>()).add(fault);
    }

    synchronized void clear() {
        byType.clear();
    }

    synchronized Optional<Fault> next(String type) {
        return Optional.ofNullable(byType.get(type)).map(Deque::poll);
    }
}
