package com.example;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Optional;

final class ShipHandler implements TaskHandler<ShipHandler.Ship> {
    static final TaskType<Ship> SHIP = TaskType.of("ship", Ship.class).withMaxAttempts(3);

    private final Carrier carrier;

    ShipHandler(Carrier carrier) {
        this.carrier = carrier;
    }

    record Ship(int orderId, Optional<String> note) {}

    record Shipped(String number) {}

    @Override
    public TaskType<Ship> type() {
        return SHIP;
    }

    @Override
    public Outcome handle(TaskContext context, Ship ship) {
        if (ship.orderId() < 1) {
            return Outcome.giveUp("there is no such order");
        }
        return Outcome.done(new Shipped(carrier.pickUp(ship.orderId(), context.key())));
    }
}
