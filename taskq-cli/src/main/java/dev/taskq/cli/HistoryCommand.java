package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.HistoryQuery;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what happened to tasks over a time. */
@Command(
        name = "history",
        description = "Shows how many tasks came, ended and failed over a time, and how long they waited and ran.")
final class HistoryCommand extends TaskqCommand {
    @Parameters(arity = "0..1", paramLabel = "TYPE", description = "Only of this type.")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "From this time on: 2027-01-31T08:00:00Z, or 2h for two hours ago (60 steps before the end).")
    private Optional<Instant> from = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "Before this time (now).")
    private Optional<Instant> until = Optional.empty();

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "What a row sums up: 1m, 5m, 10m, 30m, 1h, 6h or 1d (${DEFAULT-VALUE}).")
    private Duration step = Duration.ofMinutes(1);

    HistoryCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        JsonNode history = client.reports()
                .history(new HistoryQuery(type, from, until, Optional.of(step)))
                .json()
                .tree();
        if (!printer.isTable()) {
            printer.one(history);
            return ExitCodes.OK;
        }
        printer.rows(
                new Columns(at().clock()).history(),
                StreamSupport.stream(history.path("points").spliterator(), false),
                "nothing was counted in that time");
        JsonNode total = history.path("total");
        printer.note("in all " + total.path("submitted").asText() + " came, "
                + total.path("finished").asText() + " ended, "
                + total.path("failed_attempts").asText() + " attempts failed");
        return ExitCodes.OK;
    }
}
