package dev.taskq.memory;

import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeGauge;
import dev.taskq.spi.TypeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is known of each type. */
final class Types {
    private Types() {}

    static List<String> register(Draft draft, Collection<String> names) {
        List<String> refused = new ArrayList<>();
        for (String name : names) {
            if (draft.types().contains(name)) {
                continue;
            }
            if (draft.types().size() == TaskStore.MOST_TYPES) {
                refused.add(name);
            } else {
                draft.put(new TypeState(name, false, Instant.EPOCH, 0, Optional.empty()));
            }
        }
        return refused;
    }

    static void pause(Draft draft, String name, boolean paused) {
        register(draft, List.of(name));
        draft.types()
                .get(name)
                .ifPresent(
                        type -> draft.put(new TypeState(name, paused, type.floor(), type.depth(), type.countedAt())));
    }

    static void record(Draft draft, List<TypeGauge> gauges) {
        for (TypeGauge gauge : gauges) {
            draft.types().get(gauge.name()).ifPresent(type -> draft.put(with(draft, type, gauge)));
        }
    }

    private static TypeState with(Draft draft, TypeState type, TypeGauge gauge) {
        boolean counted = gauge.depth().isPresent();
        return new TypeState(
                type.name(),
                type.paused(),
                gauge.floor().isAfter(type.floor()) ? gauge.floor() : type.floor(),
                gauge.depth().orElse(type.depth()),
                counted ? Optional.of(draft.now()) : type.countedAt());
    }
}
