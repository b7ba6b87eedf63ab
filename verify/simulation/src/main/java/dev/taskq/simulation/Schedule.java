package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Choices;
import dev.taskq.simulation.world.Operation;
import dev.taskq.simulation.world.PortCall;
import dev.taskq.simulation.world.Strike;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Everything that a run depends on, so that it can be replayed. Immutable.
 *
 * @param setting the setting
 * @param seed the seed of the order and the lengths of calls, unless the order is plain
 * @param plain the calls that are switching points in a plain order, in which the running actor continues and calls
 *     take almost no time; empty if the order is random
 * @param switches the switches in a plain order: the number of the choice, and the place of the actor that continues
 * @param strikes the accidents, by call
 */
record Schedule(
        Setting setting,
        long seed,
        Set<Operation> plain,
        SortedMap<Long, Integer> switches,
        SortedMap<Spot, Strike> strikes) {

    /** No plain order. */
    static final Set<Operation> BY_SEED = Set.of();

    Schedule {
        plain = Collections.unmodifiableSet(plain.isEmpty() ? Set.of() : EnumSet.copyOf(plain));
        switches = Collections.unmodifiableSortedMap(new TreeMap<>(switches));
        strikes = Collections.unmodifiableSortedMap(new TreeMap<>(strikes));
    }

    Schedule with(Setting other) {
        return new Schedule(other, seed, plain, switches, strikes);
    }

    Schedule with(SortedMap<Spot, Strike> others) {
        return new Schedule(setting, seed, plain, switches, others);
    }

    Schedule withSwitches(SortedMap<Long, Integer> others) {
        return new Schedule(setting, seed, plain, others, strikes);
    }

    Schedule inPlainOrder() {
        return new Schedule(setting, seed, EnumSet.allOf(Operation.class), switches, strikes);
    }

    boolean isPlain() {
        return !plain.isEmpty();
    }

    Choices choices() {
        return new Replayed(this);
    }

    /** The choices of a schedule: the order is random or plain, and the accidents are listed. */
    private static final class Replayed implements Choices {
        private final Schedule schedule;
        private final ChanceOrder order;
        private final PlainOrder plainOrder = new PlainOrder();
        private long choices;

        Replayed(Schedule schedule) {
            this.schedule = schedule;
            this.order = new ChanceOrder(schedule.setting(), schedule.seed());
        }

        @Override
        public int next(int ready, int own) {
            int other = schedule.isPlain() ? plainOrder.next(own) : order.next(ready, own);
            Integer listed = schedule.switches().get(choices++);
            return listed == null || listed >= ready ? other : listed;
        }

        @Override
        public long delay(PortCall call) {
            return schedule.isPlain()
                    ? plainOrder.delay(schedule.plain(), schedule.setting(), call)
                    : order.delay(call);
        }

        @Override
        public long pause(String process) {
            return schedule.isPlain() ? 0 : order.pause(process);
        }

        @Override
        public RandomGenerator random(String process) {
            return schedule.isPlain() ? plainOrder.random(process) : order.random(process);
        }

        @Override
        public Optional<Strike> strike(PortCall call) {
            return Optional.ofNullable(schedule.strikes().get(Spot.of(call)));
        }

        @Override
        public String name() {
            return schedule.isPlain() ? "a listed schedule" : "seed " + schedule.seed();
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(SettingText.lines(setting));
        lines.add("order seed=" + seed + " plain="
                + plain.stream().map(Operation::name).collect(Collectors.joining(",")));
        switches.forEach((choice, place) -> lines.add("switch choice=" + choice + " to=" + place));
        strikes.forEach((spot, strike) -> lines.add("strike process=" + spot.process() + " call=" + spot.number()
                + " accident=" + strike.accident() + " nanos=" + strike.length().toNanos()));
        return lines;
    }

    static Schedule parse(List<String> lines) {
        Schedule schedule = new Schedule(SettingText.parse(lines), 0, BY_SEED, new TreeMap<>(), new TreeMap<>());
        SortedMap<Long, Integer> switches = new TreeMap<>();
        SortedMap<Spot, Strike> strikes = new TreeMap<>();
        for (String line : lines) {
            Fields fields = Fields.of(line);
            if (line.startsWith("order ")) {
                Set<Operation> plain = Arrays.stream(fields.text("plain").split(",", -1))
                        .filter(name -> !name.isEmpty())
                        .map(Operation::valueOf)
                        .collect(Collectors.toSet());
                schedule =
                        new Schedule(schedule.setting, Long.parseLong(fields.text("seed")), plain, switches, strikes);
            } else if (line.startsWith("switch ")) {
                switches.put(Long.parseLong(fields.text("choice")), fields.number("to"));
            } else if (line.startsWith("strike ")) {
                strikes.put(
                        new Spot(fields.text("process"), Long.parseLong(fields.text("call"))),
                        new Strike(
                                Accident.valueOf(fields.text("accident")),
                                Duration.ofNanos(Long.parseLong(fields.text("nanos")))));
            }
        }
        return schedule.withSwitches(switches).with(strikes);
    }
}
