package dev.taskq.benchmarks.chart;

import java.util.stream.DoubleStream;

/** A logarithmic scale over whole powers of ten. */
record Scale(int least, int most, double from, double to) {
    /** A value of a point, if there is none that is more than 0. */
    private static final double NONE = 1;

    /** How far beyond a power of ten a value may be without the scale going on to the next one. */
    private static final double NEARLY = 1.05;

    /**
     * The scale that holds all values that are more than 0, or nearly.
     *
     * @param values the values
     * @param from where its begin is drawn
     * @param to where its end is drawn
     */
    static Scale of(DoubleStream values, double from, double to) {
        double[] sorted = values.filter(value -> value > 0).sorted().toArray();
        double smallest = sorted.length == 0 ? NONE : sorted[0];
        double largest = sorted.length == 0 ? NONE : sorted[sorted.length - 1];
        int least = (int) Math.floor(Math.log10(smallest * NEARLY));
        return new Scale(least, Math.max(least + 1, (int) Math.ceil(Math.log10(largest / NEARLY))), from, to);
    }

    /** Where a value is drawn; one that is too small, at the begin. */
    double of(double value) {
        double power = value > 0 ? Math.max(least, Math.log10(value)) : least;
        return from + (to - from) * (power - least) / (most - least);
    }

    /** The powers of ten, from the begin to the end. */
    double[] powers() {
        return DoubleStream.iterate(least, power -> power <= most, power -> power + 1)
                .map(power -> Math.pow(10, power))
                .toArray();
    }
}
