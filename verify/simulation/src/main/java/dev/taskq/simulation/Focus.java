package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import dev.taskq.simulation.world.PortCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A setting and its accidents. Immutable.
 *
 * @param setting the setting
 * @param accidents the accidents that may happen at each kind of call
 * @param from the time of the first accident, in milliseconds
 * @param most the most accidents in a run
 * @param oneIn an accident happens at one in this many possible calls; calls that only read are chosen less often
 */
record Focus(Setting setting, Map<Operation, Set<Accident>> accidents, int from, int most, int oneIn) {
    private static final int SELDOM_BY = 8;

    Focus {
        accidents = Map.copyOf(accidents);
    }

    /** Any accident at any call, by chance. */
    static Focus drawn(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9L + 7);
        Setting setting = DrawnSettings.drawn(random);
        // Only a few kinds in a run. Otherwise every run is the same mixture, and rare combinations never occur.
        List<Accident> all = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Accident.MOST_UNANSWERED)));
        Set<Accident> some = EnumSet.noneOf(Accident.class);
        int kinds = 1 + random.nextInt(6);
        for (int i = 0; i < kinds; i++) {
            some.add(all.get(random.nextInt(all.size())));
        }
        int most = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(6);
        int oneIn = 3 + random.nextInt(40);
        Setting varied = DrawnSettings.varied(setting, random);
        // Drawn last, so that a seed without it plays what it has always played.
        if (random.nextInt(8) == 0) {
            some.add(Accident.MOST_UNANSWERED);
        }
        Setting hurried = DrawnSettings.withSomeHurry(varied, random);
        Setting mixed = DrawnSettings.withSomeMixture(hurried, random);
        Setting hasty = DrawnSettings.withSomeHaste(mixed, random);
        Setting edited = DrawnSettings.withSomeEdits(hasty, random);
        Setting deployed = DrawnSettings.withSomeDeploy(edited, random);
        return new Focus(deployed, everywhere(some, EnumSet.allOf(Operation.class)), 0, most, oneIn);
    }

    /** The accidents that may happen at a call, in order. */
    List<Accident> possible(PortCall call) {
        Set<Accident> here = accidents.getOrDefault(call.operation(), Set.of());
        if (here.isEmpty()
                || call.at().toMillis() > setting.storm()
                || call.at().toMillis() < from) {
            return List.of();
        }
        List<Accident> possible = new ArrayList<>();
        for (Accident accident : call.operation().accidents()) {
            if (here.contains(accident)) {
                possible.add(accident);
            }
        }
        return possible;
    }

    boolean strikes(PortCall call, SplittableRandom random) {
        int seldom = ChanceOrder.ROUTINE.contains(call.operation()) && accidents.size() > 4 ? SELDOM_BY * oneIn : oneIn;
        return random.nextInt(seldom) == 0;
    }

    static Duration length(Accident accident, SplittableRandom random) {
        long longest = accident.longest().toMillis();
        if (longest == 0) {
            return Duration.ZERO;
        }
        // Short ones are as frequent as long ones: all orders of magnitude are equally likely.
        double shortest = accident.shortest().toMillis();
        return Duration.ofMillis((long) (shortest * Math.pow(longest / shortest, random.nextDouble())));
    }

    /** The length of an accident in a search: long enough to have an effect, and always the same. */
    static Duration typicalLength(Accident accident) {
        return switch (accident) {
            case LATE_START, LATE_COMMIT -> Duration.ofMillis(2_500);
            case STUCK -> Duration.ofSeconds(30);
            case SLOW -> Duration.ofMillis(1_500);
            case CRASH_BEFORE, CRASH_AFTER -> Duration.ofMillis(700);
            case FREEZE_BEFORE, FREEZE_AFTER, FREEZE_LEADER -> Duration.ofSeconds(14);
            case CUT_STORE, CUT_STORE_SILENTLY, CUT_QUEUE, CUT_BOTH, CUT_MOST, MOST_UNANSWERED, POOL_READ_ONLY ->
                Duration.ofSeconds(14);
            case STORE_DOWN, STORE_CRASH, STORE_SET_BACK -> Duration.ofMillis(1_500);
            case CUT_BRIEFLY -> Duration.ofSeconds(1);
            case LOCK_ROWS -> Duration.ofMillis(3_500);
            case LOCK_TABLE -> Duration.ofSeconds(12);
            case CLOCK_FORWARD, CLOCK_BACK -> Duration.ofSeconds(15);
            case QUEUE_DOWN, QUEUE_READ_ONLY -> Duration.ofSeconds(4);
            case HINTS_LATE -> Duration.ofMillis(1_500);
            case HINTS_AHEAD, HINTS_BEHIND -> Duration.ofMillis(500);
            case FAIL_BEFORE,
                    FAIL_AFTER,
                    LOST,
                    HINTS_LOST,
                    HINTS_DOUBLED,
                    HINTS_REVERSED,
                    LOCKS_DROPPED,
                    QUEUE_FLUSHED,
                    QUEUE_SET_BACK -> Duration.ZERO;
        };
    }

    private static Map<Operation, Set<Accident>> everywhere(
            Collection<Accident> accidents, Collection<Operation> operations) {
        Map<Operation, Set<Accident>> all = new EnumMap<>(Operation.class);
        operations.forEach(operation -> all.put(operation, Set.copyOf(accidents)));
        return all;
    }

    Set<Operation> operations() {
        return accidents.keySet();
    }

    Focus atMost(int number) {
        return new Focus(setting, accidents, from, number, oneIn);
    }

    Focus from(int millis) {
        return new Focus(setting, accidents, millis, most, oneIn);
    }

    Focus oneIn(int number) {
        return new Focus(setting, accidents, from, most, number);
    }

    static Focus of(Setting setting, Collection<Accident> accidents, Collection<Operation> operations, int most) {
        return new Focus(setting, everywhere(accidents, operations), 0, most, 5);
    }
}
