package com.example;

import com.example.ShipHandler.Ship;
import dev.taskq.coordinator.Tasks;
import java.util.Optional;

final class Orders {
    private final Tasks tasks;

    Orders(Tasks tasks) {
        this.tasks = tasks;
    }

    void place(int orderId) {
        tasks.submit(ShipHandler.SHIP.task(new Ship(orderId, Optional.empty())).withIdempotencyKey("order-" + orderId));
    }
}
