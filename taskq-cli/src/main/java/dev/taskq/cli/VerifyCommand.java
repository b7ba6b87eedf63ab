package dev.taskq.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.client.Retries;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskqClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Proves from the record that no task is lost or stranded. */
@Command(
        name = "verify",
        description =
                "Reads all tasks between two points, and proves that each is final or goes on. Exits with 8 if not.")
final class VerifyCommand extends TaskqCommand {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_RATE = 1_000;
    private static final int MOST_ACCEPTED = 1_000_000;
    /** The most bytes of a line, which is an id or what a submit was answered. */
    private static final int MOST_BYTES = 64 * 1024;

    /** Ids are drawn a little before or after the time that is stored. */
    private static final Duration AROUND = Duration.ofMinutes(1);

    @Option(
            names = "--from",
            paramLabel = "POINT",
            defaultValue = "1d",
            description = "The first task: its id, a time, or 2h for two hours ago (${DEFAULT-VALUE}).")
    private String from = "1d";

    @Option(names = "--to", paramLabel = "POINT", description = "The last one. By default the newest.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--accepted",
            paramLabel = "FILE",
            description = "Ids that submits had answered, one a line, or what submit prints as jsonl; - for the input.")
    private Optional<String> accepted = Optional.empty();

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            defaultValue = "7d",
            converter = DurationConverter.Positive.class,
            description = "How long the coordinators keep final tasks at least: TASKQ_RETENTION (${DEFAULT-VALUE}).")
    private Duration retention = Duration.ofDays(7);

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "15s",
            converter = DurationConverter.class,
            description = "After which time a task that seems stranded is read again (${DEFAULT-VALUE}).")
    private Duration settle = Duration.ofSeconds(15);

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            converter = RateConverter.class,
            description = "The most calls a second, 1 to 1000 (${DEFAULT-VALUE}).")
    private int rate = 20;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000000",
            converter = MostConverter.class,
            description = "The most tasks that are read, 1 to 100000000 (${DEFAULT-VALUE}).")
    private long most = 1_000_000;

    @Option(
            names = "--most-absent",
            paramLabel = "N",
            defaultValue = "1000",
            converter = MostConverter.class,
            description = "The most ids without a task that are read one by one, 1 to 100000000 (${DEFAULT-VALUE}).")
    private long mostAbsent = 1_000;

    VerifyCommand(Surroundings at) {
        super(at);
    }

    /** It takes a while, so it goes on after a restart of the coordinator. */
    @Override
    Retries retries() {
        return Retries.DEFAULTS;
    }

    /** How many calls a second. */
    static final class RateConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("[1-9]\\d{0,3}") && Integer.parseInt(text) <= MOST_RATE) {
                return Integer.parseInt(text);
            }
            throw new TypeConversionException("\"" + text + "\" is no whole number from 1 to " + MOST_RATE);
        }
    }

    /** How many tasks or ids. */
    static final class MostConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (text.matches("[1-9]\\d{0,7}|100000000")) {
                return Long.parseLong(text);
            }
            throw new TypeConversionException("\"" + text + "\" is no whole number from 1 to 100000000");
        }
    }

    @Override
    int run(TaskqClient client, Printer printer) throws IOException, InterruptedException {
        IdSet ids = accepted.isPresent() ? accepted(accepted.get()) : new IdSet();
        Instant now = at().clock().instant();
        Optional<Long> first = id(from);
        Optional<Long> last = to.flatMap(VerifyCommand::id);
        if (first.isPresent() && last.isPresent() && first.get() > last.get()) {
            throw nothingBetween();
        }
        TaskFilter filter = TaskFilter.ALL;
        Optional<Instant> begin =
                first.isPresent() ? stored(client, first.get()).map(at -> at.minus(AROUND)) : Optional.of(time(from));
        if (begin.isPresent()) {
            filter = filter.createdAfter(begin.get());
        }
        Optional<Instant> end =
                last.isPresent() ? stored(client, last.get()).map(at -> at.plus(AROUND)) : to.map(this::time);
        if (begin.isPresent() && end.isPresent() && begin.get().isAfter(end.get())) {
            throw nothingBetween();
        }
        if (end.isPresent()) {
            filter = filter.createdBefore(end.get());
        }
        Verification.Settings settings =
                new Verification.Settings(filter, first, last, now.minus(retention), now, settle, most, mostAbsent);
        VerifyReport report =
                new Verification(client, new Pace(rate, System::nanoTime, Thread::sleep), settings).run(ids);
        printer.oneOr(report.json(), report.lines(printer));
        return report.isGood() ? ExitCodes.OK : ExitCodes.NOT_VERIFIED;
    }

    /** No task would be read, and the report would be good. */
    private static ComplaintException nothingBetween() {
        return ComplaintException.usage("--from is after --to", "Give the older task or time as --from.");
    }

    private static Optional<Long> id(String point) {
        return point.matches("\\d{1,18}") ? Optional.of(Long.parseLong(point)) : Optional.empty();
    }

    private Instant time(String point) {
        try {
            return new TimeConverter(at().clock()).convert(point);
        } catch (TypeConversionException e) {
            throw ComplaintException.usage(String.valueOf(e.getMessage()), "A point may also be the id of a task.");
        }
    }

    /** When a task was stored. If there is none with the id, which may be what verify is to find, all tasks on that side are read. */
    private static Optional<Instant> stored(TaskqClient client, long id) throws InterruptedException {
        return Verification.find(client, id).map(task -> task.times().createdAt());
    }

    private IdSet accepted(String file) throws IOException {
        IdSet ids = new IdSet();
        try (InputStream in = file.equals("-") ? at().in() : Params.open(file);
                Lines lines = new Lines(in, MOST_BYTES)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (lines.number() > MOST_ACCEPTED) {
                    throw ComplaintException.usage(
                            "there are more than " + MOST_ACCEPTED + " accepted ids", "Verify them in parts.");
                }
                if (!line.get().isBlank()) {
                    ids.add(accepted(line.get(), lines.number()));
                }
            }
        }
        return ids;
    }

    private static long accepted(String line, long number) {
        try {
            Optional<Long> id = id(line.strip());
            long given =
                    id.isPresent() ? id.get() : MAPPER.readTree(line).path("id").asLong();
            if (given > 0) {
                return given;
            }
        } catch (JsonProcessingException e) {
            // The same answer.
        }
        throw ComplaintException.usage(
                "line " + number + " has no id", "A line is an id, or like {\"id\": 123, \"status\": \"queued\"}.");
    }
}
