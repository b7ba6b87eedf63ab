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
        try (TaskqClient patient = patientClient(within)) {
            return await(patient, ids, within, printer, at());
        }
    }

    /** Waits for each of the tasks in turn, and returns the exit code of the first that is not as it should be. */
    static int await(TaskqClient client, List<Long> ids, Duration within, Printer printer, Surroundings at)
            throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        return new Each(at).tasks(ids, id -> {
            Task task = client.await(id, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            printer.one(task.json().tree());
            if (!task.isFinal()) {
                printer.note("task " + id + " is not final yet; explain says why it is where it is");
                return ExitCodes.TIMED_OUT;
            }
            return task.status().equals(TaskStatus.SUCCEEDED) ? ExitCodes.OK : ExitCodes.NOT_SUCCEEDED;
        });
    }
}
