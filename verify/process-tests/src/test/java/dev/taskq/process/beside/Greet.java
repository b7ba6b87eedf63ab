package dev.taskq.process.beside;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;

/** Greets; a guest that is called "late" only at the second attempt. */
public final class Greet implements TaskHandler<Greet.Params> {
    static final TaskType<Params> TYPE = TaskType.of("greet", Params.class);

    /** The guest. */
    public record Params(String name) {}

    @Override
    public TaskType<Params> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Params params) {
        if (params.name().equals("late") && context.attempt() == 1) {
            throw new IllegalStateException("not yet here");
        }
        return Outcome.done("Hello, " + params.name());
    }
}
