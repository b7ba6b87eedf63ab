package dev.taskq.cli;

import dev.taskq.client.Task;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits until tasks are final. */
@Command(
        name = "wait",
        description = "Waits until tasks are final, and shows them. Exits with 0 if all of them succeeded.")
final class WaitCommand extends TaskqCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "The ids of the tasks.")
    private List<Long> ids = new ArrayList<>();

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "How long to wait for all of them (${DEFAULT-VALUE}).")
    private Duration within = Duration.ofMinutes(1);

    WaitCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        return await(client, ids, within, printer);
    }

    /** Waits for each of the tasks in turn, and returns the exit code. */
    static int await(TaskqClient client, List<Long> ids, Duration within, Printer printer) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        boolean late = false;
        boolean allSucceeded = true;
        for (long id : ids) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Task task = client.await(id, left);
            printer.one(task.json().tree());
            late |= !task.isFinal();
            allSucceeded &= task.status().equals(TaskStatus.SUCCEEDED);
            if (!task.isFinal()) {
                printer.note("task " + id + " is not final yet; explain says why it is where it is");
            }
        }
        if (late) {
            return ExitCodes.TIMED_OUT;
        }
        return allSucceeded ? ExitCodes.OK : ExitCodes.NOT_SUCCEEDED;
    }
}
