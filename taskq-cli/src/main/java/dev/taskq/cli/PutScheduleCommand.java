package dev.taskq.cli;

import dev.taskq.client.NewSchedule;
import dev.taskq.client.NewSchedule.CatchUp;
import dev.taskq.client.NewSchedule.Overlap;
import dev.taskq.client.NewSchedule.Recurrence;
import dev.taskq.client.TaskqClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores a schedule, or changes it. */
@Command(name = "put", description = "Stores a schedule, or changes the one of that name.")
final class PutScheduleCommand extends TaskqCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The name of the schedule.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "TYPE", description = "The type of its tasks.")
    private String type = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PARAMS",
            description = "The params of its tasks: a JSON object, @FILE, or - for the input.")
    private String params = "{}";

    @Option(names = "--cron", paramLabel = "CRON", description = "Five fields, or @hourly, @daily, @weekly, ….")
    private Optional<String> cron = Optional.empty();

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "An interval: 15m.")
    private Optional<Duration> every = Optional.empty();

    @Option(names = "--zone", paramLabel = "ZONE", description = "The time zone of --cron (UTC).")
    private Optional<String> zone = Optional.empty();

    @Option(names = "--max-attempts", paramLabel = "N", description = "After so many failures a task is failed.")
    private Optional<Integer> maxAttempts = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "The longest time that an attempt may run.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--catch-up",
            paramLabel = "POLICY",
            defaultValue = "one",
            converter = CatchUpConverter.class,
            description = "What it does with fire times that it missed: skip, one, or a number for at most so many.")
    private CatchUp catchUp = new CatchUp.One();

    @Option(
            names = "--overlap",
            paramLabel = "POLICY",
            defaultValue = "allow",
            description = "What it does while its last task is not final: allow or skip.")
    private Overlap overlap = Overlap.ALLOW;

    PutScheduleCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws IOException, InterruptedException {
        if (cron.isPresent() == every.isPresent()) {
            throw ComplaintException.usage("a schedule has either --cron or --every", "Give one of them.");
        }
        if (zone.isPresent() && cron.isEmpty()) {
            throw ComplaintException.usage("--zone goes with --cron only", "Leave it out.");
        }
        Recurrence recurrence = cron.<Recurrence>map(expression -> new Recurrence.Cron(expression, zone.orElse("UTC")))
                .or(() -> every.map(Recurrence.Every::new))
                .orElseThrow();
        NewSchedule schedule = new NewSchedule(
                name,
                recurrence,
                type,
                Params.read(params, at()),
                maxAttempts.map(OptionalInt::of).orElse(OptionalInt.empty()),
                timeout,
                catchUp,
                overlap);
        printer.one(client.schedules().put(schedule).json().tree());
        return ExitCodes.OK;
    }
}
