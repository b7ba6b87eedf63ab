package dev.taskq.simulation;

import dev.taskq.rig.cli.Cli;
import dev.taskq.simulation.world.SimulationFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./taskq simulate}: looks for a schedule that breaks a promise, by seeds or by playing all of a small setting. */
@Command(
        name = "./taskq simulate",
        description =
                "Plays the real coordinator and agents on virtual time, under faults, and looks for a schedule that"
                        + " breaks a promise.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing was found", "1:a promise was broken, or it could not go on", "2:a wrong option"})
public final class Main implements Callable<Integer> {
    private static final Path FOLDER = Path.of("target", "simulation");

    @Mixin
    private final Options options = new Options();

    private final PrintStream out;
    private final long started = System.nanoTime();
    private long toldAt = started;

    private Main(PrintStream out) {
        this.out = out;
    }

    /**
     * Simulates, and prints the finding, if any. The process then exits with 1.
     *
     * @param args {@code --help} tells
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new Main(System.out), args));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        return run() ? 0 : 1;
    }

    private boolean run() throws InterruptedException, IOException {
        return switch (options.mode()) {
            case SEEDS -> seeds();
            case EXHAUSTIVE -> exhaustive();
            case REPLAY -> replay(options.replay());
        };
    }

    private boolean seeds() throws InterruptedException, IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        Seeds.Result result =
                new Seeds(Focus::drawn, threads, this::tell, () -> false).run(options.from(), options.seeds());
        out.printf(Locale.ROOT, "%,d seeds, %s, on %d threads%n", result.played(), rate(result.played()), threads);
        out.println(result.coverage().table());
        return conclude(result.finding());
    }

    private boolean exhaustive() throws IOException {
        Map<String, Focus> settings = options.setting()
                .map(name -> Map.of(name, Settings.named(name)))
                .orElseGet(Settings::all);
        boolean good = true;
        for (Map.Entry<String, Focus> setting : settings.entrySet()) {
            Focus focus = setting.getValue().atMost(options.accidents());
            long begun = System.nanoTime();
            Exhaustive.Result result = new Exhaustive(focus, options.switches(), this::tell, () -> false).run();
            double seconds = (System.nanoTime() - begun) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "%s: %,d schedules, %.0f/s, %d switches and %d accidents at most%n",
                    setting.getKey(),
                    result.played(),
                    result.played() / seconds,
                    options.switches(),
                    options.accidents());
            out.println(result.coverage().table());
            good &= conclude(result.finding());
        }
        return good;
    }

    private boolean replay(String what) throws IOException {
        boolean isSeed = what.chars().allMatch(Character::isDigit);
        Coverage coverage = new Coverage();
        Optional<SimulationFailure> failure;
        if (isSeed) {
            Focus focus = Focus.drawn(Long.parseLong(what));
            failure = Plays.play(focus.setting(), new ByChance(Long.parseLong(what), focus), coverage);
        } else {
            Schedule schedule = Schedule.parse(Files.readAllLines(Path.of(what)));
            failure = Plays.play(schedule.setting(), schedule.choices(), coverage);
        }
        out.println(coverage.table());
        out.println(failure.map(SimulationFailure::getMessage).orElse("nothing was found"));
        return failure.isEmpty();
    }

    private boolean conclude(Optional<Finding> finding) throws IOException {
        if (finding.isEmpty()) {
            out.println("nothing was found");
            return true;
        }
        out.println("FOUND by " + finding.get().name() + ": " + finding.get().what());
        Finding shortest = Shortening.shorten(finding.get());
        List<String> lines = shortest.schedule().lines();
        Files.createDirectories(FOLDER);
        Path file = FOLDER.resolve(shortest.name().replace(' ', '-') + ".txt");
        Files.write(file, lines);
        out.println("shortened:");
        lines.forEach(line -> out.println("  " + line));
        Plays.play(shortest.schedule()).ifPresent(failure -> out.println(failure.getMessage()));
        out.println("replay it with: ./taskq simulate --replay " + file);
        return false;
    }

    private void tell(long played) {
        synchronized (out) {
            if (System.nanoTime() - toldAt > 10_000_000_000L) {
                toldAt = System.nanoTime();
                out.printf(Locale.ROOT, "… %,d played, %s%n", played, rate(played));
            }
        }
    }

    private String rate(long played) {
        double seconds = (System.nanoTime() - started) / 1e9;
        return String.format(Locale.ROOT, "%.0f/s", played / seconds);
    }
}
