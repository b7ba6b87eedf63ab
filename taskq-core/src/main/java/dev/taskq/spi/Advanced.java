package dev.taskq.spi;

import dev.taskq.Operation;
import java.util.List;
import java.util.Optional;

/**
 * What a step of an operation did. Immutable.
 *
 * @param operation the operation after the step; empty if no step was taken
 * @param effects what was done with each task
 * @param blocked whether the step stopped before a task that another transaction holds
 */
public record Advanced(Optional<Operation> operation, List<TaskEffect> effects, boolean blocked) {
    /** No step was taken. */
    public static final Advanced NOTHING = new Advanced(Optional.empty(), List.of(), false);

    /** Copies the list. */
    public Advanced {
        effects = List.copyOf(effects);
    }

    /**
     * The hints to send: of the tasks that were queued.
     *
     * @return the hints
     */
    public List<Hint> hints() {
        return effects.stream()
                .flatMap(effect -> effect instanceof TaskEffect.Queued(Hint hint)
                        ? Optional.of(hint).stream()
                        : Optional.<Hint>empty().stream())
                .toList();
    }
}
