package dev.taskq.agent;

import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TypeTally;
import dev.taskq.telemetry.RecentTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What an agent reports of itself. */
final class AgentStatus implements Supplier<Optional<SessionStatus>> {
    private final String version;
    private final SessionState sessionState;
    private final Slots slots;
    private final HeldBytes bytes;
    private final Executions executions;
    private final RecentTypes recent;
    private final Duration valid;

    AgentStatus(
            String version,
            SessionState sessionState,
            Slots slots,
            HeldBytes bytes,
            Executions executions,
            RecentTypes recent,
            Duration valid) {
        this.version = version;
        this.sessionState = sessionState;
        this.slots = slots;
        this.bytes = bytes;
        this.executions = executions;
        this.recent = recent;
        this.valid = valid;
    }

    @Override
    public Optional<SessionStatus> get() {
        if (!sessionState.isOpen()) {
            return Optional.empty();
        }
        Collection<Execution> all = executions.all();
        return Optional.of(new SessionStatus(
                sessionState.session(),
                version,
                slots.all(),
                Math.max(0, slots.free()),
                bytes.held(),
                bytes.most(),
                all.stream()
                        .map(Execution::taskId)
                        .sorted()
                        .limit(SessionStatus.MOST_RUNNING)
                        .toList(),
                all.stream()
                        .anyMatch(
                                execution -> execution.task().running().counts().isSuspect()),
                tallies(all, recent.counts()),
                valid));
    }

    private static List<TypeTally> tallies(Collection<Execution> all, Map<String, RecentTypes.Counts> counts) {
        Map<String, Integer> running = new TreeMap<>();
        all.forEach(execution -> running.merge(execution.task().running().type(), 1, Integer::sum));
        Set<String> named = new HashSet<>();
        List<String> types = new ArrayList<>(running.keySet());
        types.addAll(counts.keySet());
        types.stream()
                .filter(type -> !type.equals(RecentTypes.OTHER))
                .distinct()
                .limit(SessionStatus.MOST_TYPES)
                .forEach(named::add);
        Map<String, TypeTally> tallies = new HashMap<>();
        for (String type : new HashSet<>(types)) {
            RecentTypes.Counts recently = counts.getOrDefault(type, RecentTypes.Counts.NONE);
            TypeTally tally = new TypeTally(
                    named.contains(type) ? type : RecentTypes.OTHER,
                    running.getOrDefault(type, 0),
                    recently.submitted(),
                    recently.finished(),
                    recently.failed());
            tallies.merge(tally.type(), tally, TypeTally::plus);
        }
        return List.copyOf(tallies.values());
    }
}
