package dev.taskq.test;

import dev.taskq.FunctionHandler;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.ArrayList;
import java.util.List;

/** What the tests' application does: it ships orders, and notes each call. */
final class Shop {
    static final TaskType<Ship> SHIP = TaskType.of("ship", Ship.class);

    final List<String> calls = new ArrayList<>();

    /** The params of a shipment. */
    record Ship(int order) {}

    /** The result of a shipment. */
    record Receipt(String number) {}

    FunctionHandler<Ship> shipping() {
        return TaskHandler.of(SHIP, (context, ship) -> {
            calls.add(ship.order() + " in attempt " + context.attempt());
            return Outcome.done(new Receipt("R-" + ship.order()));
        });
    }
}
