package dev.taskq.agent;

import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A queue in memory with the faults that a test asks for. A wait for hints lets the test's time pass, and hears nothing. */
final class FaultyQueue implements QueuePort {
    final PortFaults faults = new PortFaults();
    final List<Duration> waits = new ArrayList<>();
    /** The types of each call that took hints without waiting, in the order asked for. */
    final List<List<String>> taken = new ArrayList<>();
    /** The same of each call that waited first. */
    final List<List<String>> takenWhenWoken = new ArrayList<>();

    /** Whether a wait ends at once with a wake-up. Otherwise it ends with its time. */
    boolean rings;

    int acks;
    int probes;
    private final AgentPlatform platform;
    private final InMemoryTaskQueue sound;

    FaultyQueue(AgentPlatform platform) {
        this.platform = platform;
        this.sound = new InMemoryTaskQueue(platform);
    }

    @Override
    public boolean carriesHints() {
        return true;
    }

    @Override
    public void enqueue(List<Hint> hints) {
        faults.around(() -> {
            sound.enqueue(hints);
            return true;
        });
    }

    @Override
    public boolean await(Collection<String> types, Duration longest) {
        waits.add(longest);
        return faults.around(() -> {
            if (!rings) {
                platform.pass(longest);
            }
            return rings;
        });
    }

    @Override
    public List<Delivery> takeWhenWoken(List<String> types, int max, List<Delivery> acknowledged, Duration longest) {
        takenWhenWoken.add(types);
        await(types, longest);
        return sound.take(types, max, acknowledged);
    }

    @Override
    public List<Delivery> take(List<String> types, int max, List<Delivery> acknowledged) {
        taken.add(types);
        return faults.around(() -> sound.take(types, max, acknowledged));
    }

    @Override
    public void ack(List<Delivery> deliveries) {
        acks++;
        faults.around(() -> {
            sound.ack(deliveries);
            return true;
        });
    }

    @Override
    public Map<String, Instant> oldestWaiting(Collection<String> types) {
        return sound.oldestWaiting(types);
    }

    @Override
    public Map<String, Long> length(Collection<String> types) {
        return sound.length(types);
    }

    @Override
    public void drop(String type) {
        sound.drop(type);
    }

    @Override
    public void probe(Use use) {
        probes++;
        faults.around(() -> {
            sound.probe(use);
            return true;
        });
    }

    @Override
    public void close() {
        sound.close();
    }
}
