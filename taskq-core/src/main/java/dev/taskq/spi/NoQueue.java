package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** No queue at all. An agent with it never waits on it: agents look at {@link #carriesHints()}. */
final class NoQueue implements QueuePort {
    static final NoQueue INSTANCE = new NoQueue();

    private NoQueue() {}

    @Override
    public boolean carriesHints() {
        return false;
    }

    @Override
    public void enqueue(List<Hint> hints) {}

    @Override
    public boolean await(Collection<String> types, Duration longest) {
        return false;
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
    public void drop(String type) {}

    @Override
    public void probe(Use use) {}

    @Override
    public void close() {}
}
