package dev.taskq.coordinator;

import dev.taskq.NewTask;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Admits the types of what is submitted, so that no caller uses up the types that the store may know; and remembers for a while
 * which were admitted. Thread-safe.
 */
final class KnownTypes {
    /** A type that is not used for a day is forgotten: it is admitted again before long. */
    private static final Duration KNOWN = Duration.ofHours(1);

    /** As many as a store knows, and as many again that it has forgotten since. */
    private static final int MOST_REMEMBERED = 2 * Types.MOST_TYPES;

    private final Platform platform;
    private final Types types;
    private final int mostOfCaller;
    private final int mostRemembered;
    private final Map<String, Timer> known = new ConcurrentHashMap<>();

    /**
     * No type is known yet.
     *
     * @param mostOfCaller how many types one caller may make known; 0 admits only what agents have announced
     */
    KnownTypes(Platform platform, Types types, int mostOfCaller) {
        this(platform, types, mostOfCaller, MOST_REMEMBERED);
    }

    KnownTypes(Platform platform, Types types, int mostOfCaller, int mostRemembered) {
        this.platform = platform;
        this.types = types;
        this.mostOfCaller = mostOfCaller;
        this.mostRemembered = mostRemembered;
    }

    /**
     * Admits the type of one task.
     *
     * @throws TaskRejectedException if it is not admitted
     */
    void admit(NewTask task) {
        List<Violation> violations = violations(List.of(task), "");
        if (!violations.isEmpty()) {
            throw new TaskRejectedException(violations);
        }
    }

    /**
     * Admits the types of a batch.
     *
     * @throws TaskRejectedException if one is not admitted
     */
    void admitAll(List<NewTask> tasks) {
        List<Violation> violations = violations(tasks, "/tasks/");
        if (!violations.isEmpty()) {
            throw new TaskRejectedException(violations);
        }
    }

    /**
     * Stops or restarts the dispatch of a type on behalf of an operator. That makes an unknown type known, but does not admit it
     * where only announced types are admitted: the operator may have misspelt it.
     *
     * @throws TaskRejectedException if it is one too many
     */
    void pause(String type, boolean paused, String by) {
        if (!types.pause(type, paused, by)) {
            throw new TaskRejectedException("/type", storeFull());
        }
    }

    private List<Violation> violations(List<NewTask> tasks, String prefix) {
        Map<String, Set<String>> unknown = new HashMap<>();
        for (NewTask task : tasks) {
            Timer until = known.get(task.type());
            if (until == null || until.isExpired()) {
                unknown.computeIfAbsent(task.origin().caller(), caller -> new HashSet<>())
                        .add(task.type());
            }
        }
        if (unknown.isEmpty()) {
            return List.of();
        }
        Map<String, String> refused = new HashMap<>();
        unknown.forEach((caller, names) -> refused.putAll(admit(caller, names)));
        List<Violation> violations = new ArrayList<>();
        for (int place = 0; place < tasks.size(); place++) {
            String why = refused.get(tasks.get(place).type());
            if (why != null) {
                violations.add(new Violation(prefix.isEmpty() ? "/type" : prefix + place + "/type", why));
            }
        }
        return violations;
    }

    /** Makes the types of tasks known that were not admitted before they were stored, as far as there is room. */
    void admitStored(Collection<String> names) {
        Set<String> unknown = new HashSet<>();
        for (String name : names) {
            Timer until = known.get(name);
            if (until == null || until.isExpired()) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            admit("", unknown);
        }
    }

    /** Gives those that are not admitted, and why. */
    private Map<String, String> admit(String caller, Set<String> names) {
        Map<String, String> refused = new HashMap<>();
        for (TypeRefusal refusal : types.admit(names, new TypeAdmission(caller, mostOfCaller))) {
            refused.put(refusal.name(), text(refusal.reason()));
        }
        names.removeAll(refused.keySet());
        remember(names);
        return refused;
    }

    private String text(TypeRefusal.Reason reason) {
        return switch (reason) {
            case NOT_ANNOUNCED -> "is not served by any agent so far, and only such types are accepted here";
            case CALLER_FULL ->
                "is one too many: the caller has submitted tasks of " + mostOfCaller
                        + " types already that no agent has announced";
            case STORE_FULL -> storeFull();
        };
    }

    private static String storeFull() {
        return "is one too many: the store knows " + Types.MOST_TYPES + " types already";
    }

    /** How many types it remembers. */
    int remembered() {
        return known.size();
    }

    private void remember(Collection<String> names) {
        if (known.size() + names.size() > mostRemembered) {
            known.clear();
        }
        names.forEach(name -> known.put(name, platform.timer(KNOWN)));
    }
}
