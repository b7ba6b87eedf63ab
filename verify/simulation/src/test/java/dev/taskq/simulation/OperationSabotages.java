package dev.taskq.simulation;

import dev.taskq.OperationAction;
import java.util.List;
import java.util.stream.IntStream;

/** Removals of what makes an operation act on each task once, and on no later task. */
final class OperationSabotages {
    private OperationSabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.seeds(
                        "an operation moves on with each step",
                        Sabotage.CORE + "memory/data/OperationRow.java",
                        "return new OperationRow(counted, lastTask, newFrom, newAfterId);",
                        "return new OperationRow(counted, lastTask, from, afterId);",
                        () -> Circumstances.calm(Setting.small(
                                        3_000,
                                        Order.of(Behaviour.TAKES_LONG),
                                        Order.of(Behaviour.TAKES_LONG),
                                        Order.of(Behaviour.TAKES_LONG))
                                .withBulks(List.of(new Bulk(OperationAction.CANCEL, 800))))),
                Sabotage.seeds(
                        "an operation moves on only with what it did",
                        Sabotage.CORE + "memory/data/OperationWalk.java",
                        "if (isOver(scanned) || (fits && !handle(task))) {",
                        "if (isOver(scanned) || (fits && scanned % 2 == 0 && !handle(task))) {",
                        () -> Circumstances.calm(Setting.small(
                                        3_000,
                                        Order.of(Behaviour.TAKES_LONG),
                                        Order.of(Behaviour.TAKES_LONG),
                                        Order.of(Behaviour.TAKES_LONG))
                                .withAgents(1, 1)
                                .withBulks(List.of(new Bulk(OperationAction.CANCEL, 800))))),
                Sabotage.seeds(
                        "an operation leaves later tasks alone",
                        Sabotage.CORE + "memory/data/OperationWalk.java",
                        "boolean fits = task.id() <= row.lastTask() && Pages.fits(task, filter);",
                        "boolean fits = Pages.fits(task, filter);",
                        () -> Circumstances.calm(Setting.small(4_000, Circumstances.at(900, Behaviour.TAKES_LONG))
                                .withOrders(IntStream.range(0, 20)
                                        .mapToObj(i -> Circumstances.at(700 + i * 50, Behaviour.TAKES_LONG))
                                        .toList())
                                .withCoordinators(2)
                                .withBulks(List.of(new Bulk(OperationAction.CANCEL, 900))))));
    }
}
