package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Choices;
import dev.taskq.simulation.world.PortCall;
import dev.taskq.simulation.world.Strike;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random choices from a seed. Records the accidents, so that they can be replayed. */
final class ByChance implements Choices {
    private final long seed;
    private final Focus focus;
    private final ChanceOrder order;
    private final SplittableRandom random;
    private final SortedMap<Spot, Strike> struck = new TreeMap<>();

    ByChance(long seed, Focus focus) {
        this.seed = seed;
        this.focus = focus;
        this.order = new ChanceOrder(focus.setting(), seed);
        this.random = new SplittableRandom(seed + 1);
    }

    Schedule schedule() {
        return new Schedule(focus.setting(), seed, Schedule.BY_SEED, new TreeMap<>(), struck);
    }

    @Override
    public int next(int ready, int own) {
        return order.next(ready, own);
    }

    @Override
    public long delay(PortCall call) {
        return order.delay(call);
    }

    @Override
    public long pause(String process) {
        return order.pause(process);
    }

    @Override
    public RandomGenerator random(String process) {
        return order.random(process);
    }

    @Override
    public Optional<Strike> strike(PortCall call) {
        if (struck.size() >= focus.most()) {
            return Optional.empty();
        }
        List<Accident> possible = focus.possible(call);
        if (possible.isEmpty() || !focus.strikes(call, random)) {
            return Optional.empty();
        }
        Accident accident = possible.get(random.nextInt(possible.size()));
        Strike strike = new Strike(accident, Focus.length(accident, random));
        struck.put(Spot.of(call), strike);
        return Optional.of(strike);
    }

    @Override
    public String name() {
        return "seed " + seed;
    }
}
