package dev.taskq.coordinator;

import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.TaskqException;
import dev.taskq.engine.ClosestName;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.TypeReading;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which types no agent has ever announced, and warns of submits to them: such a type is most often a misspelt one.
 * Thread-safe.
 */
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    /** As long as a type is not forgotten that was in use. */
    private static final Duration ANNOUNCED = Duration.ofHours(1);

    /** An agent may announce it at any moment. */
    private static final Duration NOT_ANNOUNCED = Duration.ofSeconds(5);

    private static final int MOST_REMEMBERED = 2 * Types.MOST_TYPES;

    private final Platform platform;
    private final Inspections inspections;
    private final LeaderFacts leader;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Announcements(Platform platform, Inspections inspections, LeaderFacts leader) {
        this.platform = platform;
        this.inspections = inspections;
        this.leader = leader;
    }

    private record Known(boolean announced, Timer until) {}

    /**
     * The warnings for admitted types.
     *
     * @return by type; nothing for types that are as they should be, or while the store does not answer
     */
    Map<String, String> warnings(Collection<String> types) {
        Set<String> unknown = new HashSet<>();
        Map<String, String> warnings = new HashMap<>();
        for (String type : types) {
            Known of = known.get(type);
            if (of == null || of.until().isExpired()) {
                unknown.add(type);
            } else if (!of.announced()) {
                warnings.put(type, text(type));
            }
        }
        if (!unknown.isEmpty()) {
            ask(unknown).forEach(type -> warnings.put(type, text(type)));
        }
        return warnings;
    }

    /** The warning for a task that was read. A task that was once started was served. */
    Optional<String> warning(Task task) {
        boolean waits = task.status() == TaskStatus.QUEUED || task.status() == TaskStatus.SCHEDULED;
        return waits && task.counts().attempt() == 0
                ? Optional.ofNullable(warnings(Set.of(task.type())).get(task.type()))
                : Optional.empty();
    }

    /** Gives those that are not announced. */
    private Set<String> ask(Set<String> types) {
        if (known.size() + types.size() > MOST_REMEMBERED) {
            known.clear();
        }
        Set<String> not = new HashSet<>();
        try {
            List<TypeReading> readings = inspections.types(types);
            not.addAll(readings.stream()
                    .filter(reading -> !reading.announced())
                    .map(reading -> reading.state().name())
                    .collect(Collectors.toSet()));
        } catch (TaskqException e) {
            LOG.debug("it is not known which types were announced", e);
            types.forEach(type -> known.put(type, new Known(true, platform.timer(NOT_ANNOUNCED))));
            return Set.of();
        }
        for (String type : types) {
            boolean announced = !not.contains(type);
            known.put(type, new Known(announced, platform.timer(announced ? ANNOUNCED : NOT_ANNOUNCED)));
        }
        return not;
    }

    private String text(String type) {
        Optional<String> nearest = ClosestName.near(type, leader.servedTypes());
        return "no agent serves the type " + type + ", and none has ever served it"
                + nearest.map(name -> "; the nearest type that is served is " + name)
                        .orElse("");
    }
}
