package dev.taskq.memory;

import dev.taskq.memory.State.TypeUse;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeGauge;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeRefusal.Reason;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of each type. */
final class Types {
    private Types() {}

    static List<String> register(Draft draft, Collection<String> names) {
        List<String> refused = new ArrayList<>();
        for (String name : names) {
            if (draft.types().contains(name)) {
                draft.use(name, Optional.empty());
            } else if (draft.types().size() == TaskStore.MOST_TYPES) {
                refused.add(name);
            } else {
                add(draft, name, Optional.empty());
            }
        }
        return refused;
    }

    private static void add(Draft draft, String name, Optional<String> caller) {
        draft.put(new TypeState(name, false, Instant.EPOCH, 0, Optional.empty()));
        draft.use(name, caller);
    }

    static List<TypeRefusal> admit(Draft draft, Collection<String> names, TypeAdmission admission) {
        Optional<String> caller = Optional.of(admission.caller());
        List<TypeRefusal> refused = new ArrayList<>();
        int room = admission.most() - madeKnown(draft, caller);
        for (String name : names) {
            boolean isKnown = draft.types().contains(name);
            Optional<String> madeKnownBy = draft.useOf(name).caller();
            if (isKnown && (madeKnownBy.isEmpty() || !admission.announcedOnly())) {
                draft.use(name, madeKnownBy);
            } else if (admission.announcedOnly()) {
                refused.add(new TypeRefusal(name, Reason.NOT_ANNOUNCED));
            } else if (draft.types().size() == TaskStore.MOST_TYPES) {
                refused.add(new TypeRefusal(name, Reason.STORE_FULL));
            } else if (room <= 0) {
                refused.add(new TypeRefusal(name, Reason.CALLER_FULL));
            } else {
                add(draft, name, caller);
                room--;
            }
        }
        return refused;
    }

    private static int madeKnown(Draft draft, Optional<String> caller) {
        int number = 0;
        for (var entry : draft.types().ascending()) {
            if (draft.useOf(entry.key()).caller().equals(caller)) {
                number++;
            }
        }
        return number;
    }

    static int forget(Draft draft, Duration unused, Duration unusedAnnounced) {
        Set<String> served = new HashSet<>();
        for (var entry : draft.sessions().ascending()) {
            if (entry.value().end().isEmpty()) {
                served.addAll(entry.value().spec().types());
            }
        }
        Set<String> open = new HashSet<>();
        for (var entry : draft.tasks().ascending()) {
            if (!entry.value().status().isFinal()) {
                open.add(entry.value().type());
            }
        }
        int forgotten = 0;
        for (var entry : draft.types().ascending()) {
            String name = entry.key();
            TypeUse use = draft.useOf(name);
            Duration longest = use.caller().isEmpty() ? unusedAnnounced : unused;
            boolean isOld = use.at().plus(longest).isBefore(draft.now());
            if (isOld && !entry.value().paused() && !served.contains(name) && !open.contains(name)) {
                draft.removeType(name);
                forgotten++;
            }
        }
        return forgotten;
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
