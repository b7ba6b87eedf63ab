package dev.taskq.simulation;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Orders and settings that many sabotages share. */
final class Circumstances {
    private Circumstances() {}

    /** The order, so many times. */
    static List<Order> times(int number, Order order) {
        return IntStream.range(0, number).mapToObj(i -> order).toList();
    }

    /** An order that is submitted so many milliseconds after the start. */
    static Order at(int millis, Behaviour does) {
        return new Order(does, 0, millis, 0, true, -1, false);
    }

    /** An order without an idempotency key. */
    static Order unkeyed(Behaviour does) {
        return new Order(does, 0, 500, 0, false, -1, false);
    }

    /** Without accidents. */
    static Focus calm(Setting setting) {
        return Focus.of(setting, Set.of(), Set.of(), 0);
    }
}
