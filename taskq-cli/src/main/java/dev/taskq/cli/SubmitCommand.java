package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskq.client.NewTask;
import dev.taskq.client.Submitted;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TaskqClientException;
import dev.taskq.client.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a task, or one for each line of a file. */
@Command(name = "submit", description = "Submits a task. It is stored durably when its id is printed.")
final class SubmitCommand extends TaskqCommand {
    @Parameters(index = "0", paramLabel = "TYPE", description = "The type of the task.")
    private String type = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PARAMS",
            description = "A JSON object, @FILE, or - for the input. By default {}.")
    private Optional<String> params = Optional.empty();

    @Option(
            names = "--each",
            paramLabel = "FILE",
            description =
                    "Submits a task for each line of FILE (- for the input), which is the JSON object of its params.")
    private Optional<String> each = Optional.empty();

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "After which time it becomes due: 90s, 15m, 36h, 7d.")
    private Optional<Duration> delay = Optional.empty();

    @Option(
            names = "--run-at",
            paramLabel = "TIME",
            converter = TimeConverter.Exact.class,
            description = "When it becomes due: 2027-01-31T08:00:00Z.")
    private Optional<Instant> runAt = Optional.empty();

    @Option(names = "--max-attempts", paramLabel = "N", description = "After so many failures it is failed.")
    private Optional<Integer> maxAttempts = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "The longest time that an attempt may run.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An idempotency key: the same command can be repeated, and stores one task.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--correlation-id", paramLabel = "ID", description = "Finds the task in all logs.")
    private Optional<String> correlationId = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Waits so long for the task to be final, and prints it.")
    private Optional<Duration> wait = Optional.empty();

    SubmitCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient plain, Printer printer) throws IOException, InterruptedException {
        TaskqClient client = correlationId.map(id -> plain.traced(Trace.of(id))).orElse(plain);
        if (delay.isPresent() && runAt.isPresent()) {
            throw ComplaintException.usage("--delay and --run-at exclude each other", "Give one of them.");
        }
        if (each.isPresent()) {
            return submitEach(each.get(), client, printer);
        }
        ObjectNode object = Params.read(params.orElse("{}"), at());
        Submitted submitted = client.submit(task(object, key));
        String stored = "task " + submitted.id() + " is stored";
        if (wait.isPresent()) {
            stored(stored);
            try (TaskqClient patient = patientClient(wait.get())) {
                return WaitCommand.await(patient, List.of(submitted.id()), wait.get(), printer, at());
            }
        }
        try {
            printer.row(columns(), json(submitted));
        } catch (OutputFailedException e) {
            stored(stored);
            throw e;
        }
        return ExitCodes.OK;
    }

    /** The answer. That of a single task has in a header what that of a batch has in a field. */
    private static JsonNode json(Submitted submitted) {
        JsonNode json = submitted.json().tree();
        return submitted.replayed() && json instanceof ObjectNode object ? object.put("replayed", true) : json;
    }

    private List<Column> columns() {
        return new Columns(at().clock()).submitted();
    }

    private NewTask task(JsonNode object, Optional<String> ownKey) {
        NewTask.Due due = runAt.<NewTask.Due>map(NewTask.Due.At::new)
                .or(() -> delay.map(NewTask.Due.After::new))
                .orElseGet(NewTask.Due.Now::new);
        return new NewTask(
                type, object, due, maxAttempts.map(OptionalInt::of).orElse(OptionalInt.empty()), timeout, ownKey);
    }

    /** Lines are read and submitted in batches, so that any number of them can be. */
    private int submitEach(String file, TaskqClient client, Printer printer) throws IOException, InterruptedException {
        if (params.isPresent() || wait.isPresent()) {
            throw ComplaintException.usage(
                    "--each excludes PARAMS and --wait", "Each line has the params of its task.");
        }
        Batches batches = new Batches(client, printer, at().err());
        try (InputStream in = file.equals("-") ? at().in() : Params.open(file);
                Lines lines = new Lines(in, Params.MOST_BYTES)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                long number = lines.number();
                NewTask task =
                        task(Params.object(line.get(), "line " + number), key.map(whole -> whole + "-" + number));
                batches.add(task, line.get().length());
            }
            batches.end();
        } catch (TaskqClientException | ComplaintException | OutputFailedException | IOException e) {
            return batches.stopped(e);
        }
        return ExitCodes.OK;
    }
}
