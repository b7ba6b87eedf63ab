package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Choices;
import dev.taskq.simulation.world.PortCall;
import dev.taskq.simulation.world.Strike;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * All schedules of a setting, one after the other, depth first. Each choice begins with the default (the running actor
 * continues; no accident), then tries all others, within the bounds on switches and accidents. The search keeps only
 * the choices on the path of a run. The next run repeats them up to the last one that has an alternative left.
 */
final class Search {
    private final Focus focus;
    private final int mostSwitches;
    private List<Node> path = new ArrayList<>();
    private boolean over;

    Search(Focus focus, int mostSwitches) {
        this.focus = focus;
        this.mostSwitches = mostSwitches;
    }

    /** A choice on the path: the alternative that was taken, and the number of alternatives. */
    private static final class Node {
        final int alternatives;
        int taken;

        Node(int alternatives) {
            this.alternatives = alternatives;
        }
    }

    boolean isOver() {
        return over;
    }

    /** The choices of the next run. {@link #done} must be called after it. */
    Run next() {
        return new Run();
    }

    /** Continues with the next path. */
    void done(Run run) {
        List<Node> walked = new ArrayList<>(path.subList(0, Math.min(run.depth, path.size())));
        while (!walked.isEmpty() && walked.getLast().taken + 1 == walked.getLast().alternatives) {
            walked.removeLast();
        }
        if (walked.isEmpty()) {
            over = true;
        } else {
            walked.getLast().taken++;
        }
        path = walked;
    }

    /** The choices of one run. */
    final class Run implements Choices {
        private final PlainOrder plain = new PlainOrder();
        private final SortedMap<Long, Integer> switches = new TreeMap<>();
        private final SortedMap<Spot, Strike> strikes = new TreeMap<>();
        private long choices;
        private int depth;
        private boolean begun;
        private boolean beyond;

        private Run() {}

        Schedule schedule() {
            return new Schedule(focus.setting(), 0, focus.operations(), switches, strikes);
        }

        private int choose(int alternatives) {
            if (depth == path.size()) {
                path.add(new Node(alternatives));
            }
            return path.get(depth++).taken;
        }

        @Override
        public int next(int ready, int own) {
            int first = plain.next(own);
            long choice = choices++;
            if (!begun || beyond || switches.size() >= mostSwitches) {
                return first;
            }
            int taken = choose(ready);
            if (taken == 0) {
                return first;
            }
            int other = taken <= first ? taken - 1 : taken;
            switches.put(choice, other);
            return other;
        }

        @Override
        public long delay(PortCall call) {
            return plain.delay(focus.operations(), focus.setting(), call);
        }

        @Override
        public long pause(String process) {
            return 0;
        }

        @Override
        public RandomGenerator random(String process) {
            return plain.random(process);
        }

        @Override
        public Optional<Strike> strike(PortCall call) {
            List<Accident> possible = focus.possible(call);
            begun |= !possible.isEmpty();
            beyond |= call.at().toMillis() > focus.setting().storm();
            if (possible.isEmpty() || strikes.size() >= focus.most()) {
                return Optional.empty();
            }
            int taken = choose(1 + possible.size());
            if (taken == 0) {
                return Optional.empty();
            }
            Accident accident = possible.get(taken - 1);
            Strike strike = new Strike(accident, Focus.typicalLength(accident));
            strikes.put(Spot.of(call), strike);
            return Optional.of(strike);
        }

        @Override
        public String name() {
            return "a searched schedule";
        }
    }
}
