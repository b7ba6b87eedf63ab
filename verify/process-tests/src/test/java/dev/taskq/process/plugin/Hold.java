package dev.taskq.process.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs until a file exists. */
public final class Hold implements TaskHandler<Hold.Params> {
    /**
     * The file to wait for.
     *
     * @param file the file's path
     */
    public record Params(String file) {}

    @Override
    public TaskType<Params> type() {
        return TaskType.of("hold", Params.class);
    }

    @Override
    public Outcome handle(TaskContext context, Params params) throws InterruptedException {
        while (!Files.exists(Path.of(params.file()))) {
            Thread.sleep(10);
        }
        return Outcome.done();
    }
}
