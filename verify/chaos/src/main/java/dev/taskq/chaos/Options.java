package dev.taskq.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What to run.
 *
 * @param root the project's folder, where the built jars are
 * @param during for how long faults are started
 * @param seed what the schedule and the load follow from
 * @param only the kinds of faults; empty for all
 * @param script the faults in their order, two at a time, instead of a shuffled deck; empty for the deck
 * @param rate tasks a second
 * @param agents how many agents
 * @param keep whether to keep the folder though all went well
 */
record Options(
        Path root,
        Duration during,
        long seed,
        List<FaultKind> only,
        List<FaultKind> script,
        int rate,
        int agents,
        boolean keep) {
    static final String USAGE = """
            usage: ./taskq chaos [--minutes N] [--seed S] [--only KIND,…] [--rate R] [--agents N] [--keep]
              --minutes N     for how long faults are started; 10 by default
              --seed S        what the schedule and the load follow from; by default one of this moment, which is printed
              --only KIND,…   only faults of these kinds
              --rate R        tasks a second; 300 by default
              --agents N      5 by default
              --keep          keep logs, journals and the record also where all went well
            kinds: %s""".formatted(String.join(", ", FaultKind.names()));

    /** The quickest and most telling faults, two at a time. */
    static Options brief(Path root, long seed) {
        return new Options(
                root,
                Duration.ofMinutes(3),
                seed,
                List.of(),
                List.of(
                        FaultKind.AGENT_KILL,
                        FaultKind.FLUSHALL,
                        FaultKind.COORDINATOR_KILL,
                        FaultKind.REDIS_KILL,
                        FaultKind.TERMINATE_BACKENDS),
                200,
                3,
                false);
    }

    /** Whether it is only checked, and no figures are wanted: without the quiet times that these need. */
    boolean isBrief() {
        return !script.isEmpty();
    }

    static Options parse(Path root, String[] args) {
        Options options = new Options(
                root, Duration.ofMinutes(10), System.nanoTime() & 0xffffff, List.of(), List.of(), 300, 5, false);
        Iterator<String> words = Arrays.asList(args).iterator();
        while (words.hasNext()) {
            String option = words.next();
            if (option.equals("--keep")) {
                options = options.with(options.during, options.seed, options.only, options.rate, options.agents, true);
            } else {
                options = options.with(option, words.hasNext() ? words.next() : "");
            }
        }
        return options;
    }

    private Options with(String option, String value) {
        return switch (option) {
            case "--minutes" -> with(Duration.ofMinutes(number(option, value)), seed, only, rate, agents, keep);
            case "--seed" -> with(during, number(option, value), only, rate, agents, keep);
            case "--only" -> with(during, seed, kinds(value), rate, agents, keep);
            case "--rate" -> with(during, seed, only, number(option, value), agents, keep);
            case "--agents" -> with(during, seed, only, rate, number(option, value), keep);
            default -> throw new IllegalArgumentException("no option " + option);
        };
    }

    private Options with(Duration time, long newSeed, List<FaultKind> kinds, int perSecond, int number, boolean kept) {
        return new Options(root, time, newSeed, kinds, script, perSecond, number, kept);
    }

    private static int number(String option, String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(option + " needs a whole number, 1 or more");
        }
        return Integer.parseInt(text);
    }

    private static List<FaultKind> kinds(String text) {
        List<FaultKind> kinds = new ArrayList<>();
        for (String name : Arrays.asList(text.split(","))) {
            Optional<FaultKind> kind = FaultKind.named(name.strip());
            kinds.add(kind.orElseThrow(() -> new IllegalArgumentException("no fault of kind \"" + name + "\"")));
        }
        return kinds;
    }
}
