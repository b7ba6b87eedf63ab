package dev.taskq.process.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Succeeds, and logs a line. */
public final class Greet implements TaskHandler<Greet.Params> {
    private static final Logger LOG = LoggerFactory.getLogger(Greet.class);

    /**
     * The person to greet.
     *
     * @param name the name
     */
    public record Params(String name) {}

    @Override
    public TaskType<Params> type() {
        return TaskType.of("greet", Params.class);
    }

    @Override
    public Outcome handle(TaskContext context, Params params) {
        LOG.info("greets");
        return Outcome.done(Map.of("greeting", "hello " + params.name()));
    }
}
