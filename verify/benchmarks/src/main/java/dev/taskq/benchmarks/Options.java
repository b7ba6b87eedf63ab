package dev.taskq.benchmarks;

import java.time.Duration;

/**
 * What to measure.
 *
 * @param each how long each measurement takes
 * @param pressure how long each kind of pressure lasts; zero for the ordinary measurements
 */
record Options(Duration each, Duration pressure) {
    static final String USAGE = """
            usage: ./taskq bench [--seconds N] [--pressure MINUTES]
              --seconds N        how long each measurement takes; 10 by default
              --pressure MINUTES instead: each minute under pressure next to the one before it: a forgotten transaction for
                                 so long, scans and more tasks than can be run for half of it, a Redis that forgets""";

    static Options parse(String[] args) {
        Options options = new Options(Duration.ofSeconds(10), Duration.ZERO);
        for (int i = 0; i < args.length; i += 2) {
            long value = i + 1 < args.length ? positive(args[i + 1]) : positive("");
            options = switch (args[i]) {
                case "--seconds" -> new Options(Duration.ofSeconds(value), options.pressure());
                case "--pressure" -> new Options(options.each(), Duration.ofMinutes(value));
                default -> throw new IllegalArgumentException("no option " + args[i]);
            };
        }
        return options;
    }

    private static long positive(String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("each option needs a whole number, 1 or more");
        }
        return Long.parseLong(text);
    }
}
