package dev.taskq.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * The faults of a run in order, always the same for the same options. The plan is endless, unless there is a script,
 * whose faults come two at a time.
 */
final class Plan implements Iterator<Plan.Step> {
    private static final int ONE_IN_OVERLAPS = 4;

    private final Options options;
    private final Random random;
    private final List<FaultKind> deck = new ArrayList<>();
    private int number;

    Plan(Options options) {
        this.options = options;
        this.random = new Random(options.seed());
    }

    /**
     * One planned fault.
     *
     * @param number its number, counted from 1
     * @param kind its kind
     * @param overlaps whether it may begin while another lasts
     * @param calm whether it waits until earlier faults have no more effect, if it does not overlap
     * @param gap the time between the end of the other faults and its beginning; if it overlaps, from the start of
     *     the latest one
     * @param seed the seed of its choices
     */
    record Step(int number, FaultKind kind, boolean overlaps, boolean calm, Duration gap, long seed) {}

    @Override
    public boolean hasNext() {
        return !options.isBrief() || number < options.script().size();
    }

    @Override
    public Step next() {
        FaultKind kind = options.isBrief() ? options.script().get(number) : draw();
        boolean overlaps = options.isBrief() ? number % 2 == 1 : random.nextInt(ONE_IN_OVERLAPS) == 0;
        boolean soon = overlaps || options.isBrief();
        Duration gap = Duration.ofMillis(soon ? random.nextInt(500, 2_500) : random.nextInt(6_000, 9_000));
        number++;
        return new Step(number, kind, overlaps, !options.isBrief(), gap, random.nextLong());
    }

    private FaultKind draw() {
        if (deck.isEmpty()) {
            List<FaultKind> kinds = options.only().isEmpty() ? Arrays.asList(FaultKind.values()) : options.only();
            for (FaultKind kind : kinds) {
                deck.addAll(Collections.nCopies(kind.weight(), kind));
            }
            Collections.shuffle(deck, random);
        }
        return deck.remove(deck.size() - 1);
    }
}
