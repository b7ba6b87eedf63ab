package com.example;

import static com.example.ShipHandler.SHIP;

import com.example.ShipHandler.Ship;
import dev.taskq.test.ParamsSamples;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShipParamsTest {
    @Test
    void whatIsQueuedStillFits() {
        ParamsSamples.of(SHIP, new Ship(7, Optional.of("ring twice"))).check();
    }
}
