package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/** Removals of what keeps hints in agreement with the rows that wait. */
final class HintSabotages {
    private HintSabotages() {}

    static List<Sabotage> all() {
        // There is one slot, and a handler hangs in it. The tasks behind it wait for long, and it shows whether they
        // have a hint.
        List<Order> waiting = new ArrayList<>(Circumstances.times(5, Order.of(Behaviour.HANGS)));
        waiting.add(Circumstances.at(2_000, Behaviour.SUCCEEDS));
        waiting.add(Circumstances.at(2_500, Behaviour.SUCCEEDS));
        Setting full = Setting.small(3_000).withAgents(1, 1).withOrders(waiting);
        return List.of(
                Sabotage.seeds(
                        "the reconciler",
                        Sabotage.CORE + "leader/Reconciler.java",
                        "                tour.addAll(types);\n",
                        "",
                        () -> Focus.of(full, EnumSet.of(Accident.HINTS_LOST), EnumSet.of(Operation.ENQUEUE), 20)
                                .oneIn(1)),
                Sabotage.seeds(
                        "a take that leaves hints rings for the next agent",
                        Sabotage.CORE + "memory/HintLine.java",
                        "Math.max(rings, next)",
                        "rings",
                        () -> Circumstances.calm(Setting.small(3_000)
                                .withAgents(3, 1)
                                .withOrders(Circumstances.times(3, Circumstances.at(1_000, Behaviour.HANGS))))),
                Sabotage.seeds(
                        "the floor's 10 s",
                        Sabotage.CORE + "spi/TypeState.java",
                        "FLOOR_SLACK = Duration.ofSeconds(10)",
                        "FLOOR_SLACK = Duration.ZERO",
                        () -> Focus.of(
                                        Setting.small(
                                                3_000,
                                                Circumstances.at(1_500, Behaviour.SUCCEEDS),
                                                Circumstances.unkeyed(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.LATE_COMMIT),
                                        EnumSet.of(Operation.INSERT),
                                        2)
                                .oneIn(1)),
                Sabotage.seeds(
                                "the maximum in the stamp",
                                Sabotage.CORE + "leader/Watermark.java",
                                "return first.isAfter(least) ? first : least;",
                                "return least;",
                                // Several times, so that all hints with a later stamp than the clock's wait for long.
                                () -> Focus.of(
                                                full,
                                                EnumSet.of(Accident.CLOCK_BACK),
                                                EnumSet.of(Operation.HEARTBEAT),
                                                3)
                                        .from(1_000)
                                        .oneIn(2))
                        .foundBy(75),
                Sabotage.seeds(
                        "a stamp far ahead is no hint's",
                        Sabotage.CORE + "leader/Watermark.java",
                        "if (wrong.getValue().isAfter(latest)) {",
                        "if (wrong.getValue().isBefore(Instant.EPOCH)) {",
                        () -> Focus.of(full, EnumSet.of(Accident.HINTS_AHEAD), EnumSet.of(Operation.ENQUEUE), 3)
                                .oneIn(2)),
                Sabotage.seeds(
                        "the look at pending entries for the oldest",
                        Sabotage.CORE + "memory/HintLine.java",
                        """
                                    oldest = Optional.of(first.value().hint().hintedAt());
                                    break;
                        """,
                        """
                                    break;
                        """,
                        () -> Focus.of(
                                        Setting.small(12_000, Order.of(Behaviour.SUCCEEDS))
                                                .withAgents(1, 1),
                                        EnumSet.of(Accident.FREEZE_BEFORE),
                                        EnumSet.of(Operation.CLAIM),
                                        1)
                                .oneIn(1)),
                Sabotage.seeds(
                        "take-over",
                        Sabotage.CORE + "memory/HintLine.java",
                        "if (entries.size() == max || now - mark.key().at < QueuePort.REDELIVERY.toNanos()) {",
                        "if (entries.size() <= max) {",
                        () -> Focus.of(
                                        Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.FAIL_AFTER),
                                        EnumSet.of(Operation.TAKE),
                                        3)
                                .oneIn(2)),
                Sabotage.seeds(
                        "only hints of tasks that are claimed or gone are acknowledged",
                        Sabotage.CORE + "agent/HintIntake.java",
                        "if (over.contains(delivery.hint().id())) {",
                        "if (deliveries.contains(delivery)) {",
                        () -> Focus.of(
                                        Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.LOCK_ROWS, Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.CLAIM),
                                        2)
                                .oneIn(1)),
                Sabotage.seeds(
                                "stale hints are dropped by the sender",
                                Sabotage.CORE + "coordinator/Sender.java",
                                "if (next.since().elapsed().compareTo(STALE) > 0) {",
                                "if (batch.size() > BATCH) {",
                                () -> Focus.of(
                                                Setting.small(8_000)
                                                        .withOrders(IntStream.range(0, 40)
                                                                .mapToObj(i ->
                                                                        Circumstances.at(i * 150, Behaviour.SUCCEEDS))
                                                                .toList()),
                                                // While all goes well, hints are sent at once and none waits.
                                                EnumSet.of(Accident.SLOW, Accident.FREEZE_AFTER, Accident.FAIL_BEFORE),
                                                EnumSet.of(Operation.ENQUEUE, Operation.HEARTBEAT, Operation.SESSIONS),
                                                8)
                                        .oneIn(4))
                        .foundBy(276));
    }
}
