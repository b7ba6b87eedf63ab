package dev.taskq.simulation.world;

import dev.taskq.TaskHistory.Counts;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of types, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param history the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedHistory(StoreHost host, Member member, History history, WorldListener listener) implements History {
    @Override
    public void add(List<HistoryEntry> entries, Optional<String> version) {
        host.call(member, Operation.RECORD_HISTORY, List.of(), () -> {
            history.add(entries, version);
            return entries;
        });
    }

    @Override
    public List<HistoryRow> read(Span span, String type, Instant from, Instant until) {
        return host.call(member, Operation.INSPECT, List.of(), () -> history.read(span, type, from, until));
    }

    @Override
    public Map<String, Counts> sums(Instant from, Instant until) {
        return host.call(member, Operation.INSPECT, List.of(), () -> history.sums(from, until));
    }

    @Override
    public int purge(Span span, Duration kept, int most) {
        listener.leading(member);
        return host.call(member, Operation.PURGE_HISTORY, List.of(), () -> history.purge(span, kept, most));
    }
}
