package dev.taskq.simulation.world;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Keeps the hints that are sent, and fails at everything else. */
record SilentQueue(List<Hint> sent) implements QueuePort {
    @Override
    public boolean carriesHints() {
        return true;
    }

    @Override
    public void enqueue(List<Hint> hints) {
        sent.addAll(hints);
    }

    @Override
    public boolean await(Collection<String> types, Duration longest) throws InterruptedException {
        throw new InterruptedException();
    }

    @Override
    public List<Delivery> take(List<String> types, int max, List<Delivery> acknowledged) {
        return List.of();
    }

    @Override
    public void ack(List<Delivery> deliveries) {}

    @Override
    public Map<String, Instant> oldestWaiting(Collection<String> types) {
        return Map.of();
    }

    @Override
    public Map<String, Long> length(Collection<String> types) {
        return Map.of();
    }

    @Override
    public void drop(String type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void probe(Use use) {}

    @Override
    public void close() {}
}
