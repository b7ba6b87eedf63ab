package dev.taskq.load;

import java.util.OptionalLong;

/**
 * The agents' acknowledgements, counted by the agents in buckets of time.
 *
 * @param all the number of acknowledgements
 * @param within the number of those within a second
 */
record Acks(long all, long within) {
    private static final String BUCKET = "taskq_ack_seconds_bucket{";
    private static final String SECOND = "le=\"1.0\"";
    private static final String ALL = "le=\"+Inf\"";

    static final Acks NONE = new Acks(0, 0);

    /** Reads it from an agent's metrics, in Prometheus' text format. */
    static Acks parse(String metrics) {
        return new Acks(sum(metrics, ALL).orElse(0), sum(metrics, SECOND).orElse(0));
    }

    private static OptionalLong sum(String metrics, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(BUCKET) && line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Long::sum);
    }

    Acks plus(Acks other) {
        return new Acks(all + other.all, within + other.within);
    }

    Acks minus(Acks before) {
        return new Acks(all - before.all, within - before.within);
    }

    long tooLate() {
        return all - within;
    }
}
