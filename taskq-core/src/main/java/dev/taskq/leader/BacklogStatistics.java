package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Keeps each type's floor and counts what waits, once for all: limits, metrics and looks read what it wrote. Counts go in
 * slices along the index, from the floor, up to the backlog limit, and never take more than a hundredth of the time.
 *
 * <p>A floor is the earlier of the oldest queued row's stamp and {@link TypeState#FLOOR_SLACK} before that look's clock: no statement
 * commits later than its stamp + 10 s, and each statement that makes a row queued stamps it anew. So a floor stays true however old
 * it is, only dearer.
 */
final class BacklogStatistics implements LeaderDuty {
    private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(1);
    private static final int ROUNDS_UNTIL_IDLE = 2;

    private static final int SHARE = 100;
    private static final int TYPES_A_ROUND = 100;
    /** Of all types together; a hundredth of a second or two. */
    private static final int ROWS_A_ROUND = 20_000;

    private final DutyCycle dutyCycle;
    private final InstantSource storeClock;
    private final Dispatch dispatch;
    private final Types types;
    private final ScheduledCounts scheduled;
    private final OvergrownQueues overgrown;
    private final QueueReadings readings;
    private final long backlogLimit;
    private final Duration idleSleep;
    private int nextType;
    private int known;
    /** How many rounds in a row have seen all types and found no task that waits. */
    private int idleRounds;

    private final Map<String, Counting> counting = new HashMap<>();

    /**
     * Statistics.
     *
     * @param idleSleep between two rounds while no task waits. All types are counted in one round then, or counts would grow too old
     *     to be used
     */
    BacklogStatistics(
            Platform platform,
            InstantSource storeClock,
            Dispatch dispatch,
            Types types,
            ScheduledCounts scheduled,
            OvergrownQueues overgrown,
            QueueReadings readings,
            long backlogLimit,
            Duration idleSleep) {
        this.dutyCycle = new DutyCycle(platform, SHARE);
        this.storeClock = storeClock;
        this.dispatch = dispatch;
        this.types = types;
        this.scheduled = scheduled;
        this.overgrown = overgrown;
        this.readings = readings;
        this.backlogLimit = backlogLimit;
        this.idleSleep = idleSleep;
    }

    /** A count that is under way. */
    private record Counting(long queued, Optional<Instant> since, Position stoppedAt) {
        static final Counting NOTHING = new Counting(0, Optional.empty(), Position.START);

        Counting and(CountStep step) {
            return new Counting(
                    queued + step.queued(),
                    Stream.of(since, step.since()).flatMap(Optional::stream).min(Comparator.naturalOrder()),
                    step.stoppedAt().orElse(stoppedAt));
        }
    }

    @Override
    public Duration round() {
        if (!dutyCycle.left().isZero()) {
            return dutyCycle.left();
        }
        dutyCycle.begin();
        List<TypeState> part = nextTypes();
        if (!part.isEmpty()) {
            // Before the scans: what is committed after this moment has a stamp behind the floor.
            Instant now = storeClock.instant();
            Map<String, Instant> floors = floors(part, now);
            Map<String, Counting> depths = depths(part, floors, now);
            boolean noneWaits =
                    depths.size() == known && depths.values().stream().allMatch(counted -> counted.queued() == 0);
            idleRounds = noneWaits ? idleRounds + 1 : 0;
            Map<String, OptionalLong> later =
                    scheduled.count(part.stream().map(TypeState::name).toList());
            types.recordBacklog(part.stream()
                    .map(TypeState::name)
                    .map(name -> new BacklogCount(
                            name,
                            floors.getOrDefault(name, Instant.EPOCH),
                            Optional.ofNullable(depths.get(name))
                                    .map(counted -> OptionalLong.of(counted.queued()))
                                    .orElse(OptionalLong.empty()),
                            Optional.ofNullable(depths.get(name)).flatMap(Counting::since),
                            later.getOrDefault(name, OptionalLong.empty())))
                    .toList());
            readings.show();
        }
        return dutyCycle.rest(idleRounds < ROUNDS_UNTIL_IDLE ? SHORTEST_SLEEP : idleSleep);
    }

    @Override
    public void termEnded() {
        readings.forget();
    }

    private List<TypeState> nextTypes() {
        List<TypeState> all = types.all();
        readings.known(all);
        known = all.size();
        if (nextType >= all.size()) {
            nextType = 0;
        }
        List<TypeState> part = all.subList(nextType, Math.min(all.size(), nextType + TYPES_A_ROUND));
        nextType += part.size();
        return part;
    }

    private Map<String, Instant> floors(List<TypeState> part, Instant now) {
        int rows = ROWS_A_ROUND / part.size();
        List<Scan> scans = part.stream()
                .map(type -> new Scan(type.name(), Position.before(type.floor()), Scan.NO_END, rows, 1))
                .toList();
        Instant latest = now.minus(TypeState.FLOOR_SLACK);
        Map<String, Instant> floors = new HashMap<>();
        for (ScanResult scanned : dispatch.waiting(scans, scans.size())) {
            Instant oldest = scanned.queued().stream()
                    .findFirst()
                    .map(Hint::hintedAt)
                    .or(() -> scanned.stoppedAt().map(Position::hintedAt))
                    .orElse(latest);
            floors.put(scanned.type(), oldest.isBefore(latest) ? oldest : latest);
        }
        return floors;
    }

    /** The counts that are complete. */
    private Map<String, Counting> depths(List<TypeState> part, Map<String, Instant> floors, Instant now) {
        int rows = ROWS_A_ROUND / part.size();
        List<Scan> scans = new ArrayList<>();
        for (TypeState type : part) {
            Counting underWay = counting.get(type.name());
            Position from = underWay != null
                    ? underWay.stoppedAt()
                    : Position.before(floors.getOrDefault(type.name(), type.floor()));
            scans.add(new Scan(type.name(), from, Scan.NO_END, rows, 1));
        }
        overgrown
                .counting(part.stream()
                        .map(TypeState::name)
                        .filter(name -> !counting.containsKey(name))
                        .toList())
                .forEach(readings::hints);
        List<CountStep> steps = dispatch.count(scans);
        Map<String, Counting> depths = new HashMap<>();
        Map<String, Long> complete = new HashMap<>();
        for (int i = 0; i < scans.size(); i++) {
            String name = scans.get(i).type();
            boolean whole = steps.get(i).stoppedAt().isEmpty();
            Counting counted = Optional.ofNullable(counting.remove(name))
                    .orElse(Counting.NOTHING)
                    .and(steps.get(i));
            if (whole || counted.queued() >= backlogLimit) {
                depths.put(name, counted);
            } else {
                counting.put(name, counted);
            }
            if (whole) {
                complete.put(name, counted.queued());
            }
            readings.waitsSince(name, counted.since(), depths.containsKey(name), now);
        }
        overgrown.counted(complete);
        depths.forEach((name, counted) -> readings.counted(name, counted.queued()));
        return depths;
    }
}
