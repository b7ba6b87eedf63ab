package dev.taskq.leader;

import dev.taskq.QueueUnavailableException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives hints to queued rows without a hint: Redis was flushed or was down, or a coordinator was killed between the commit and the
 * hint.
 *
 * <p>A type's queue is first in, first out, and a hint carries its row's stamp. So a row stamped clearly earlier than the oldest
 * hint that waits cannot have one: it would have been dispatched already. No row needs a mark, and nothing costs while all is well.
 * A crash on the way doubles hints, which is harmless.
 *
 * <p>Scans begin at each type's floor. A row that a stalled disk, or a clock that stepped back, left below the floor is found now and
 * then by a walk, and stamped anew: so agents find it too, where there is no queue.
 */
final class Reconciler implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** After a tour that found no hint and no row. A row is found without its hint 2 s after it was queued, and not before. */
    private static final Duration IDLE_PERIOD = Duration.ofSeconds(2);

    private static final int SHARE = 10;
    /** Rows that lack their hints must not wait for longer because the last round waited for a lock. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    private static final int TYPES_A_ROUND = 100;
    private static final int BATCH = 1_000;
    /** So many hints are sent again without a rest: most losses are smaller. */
    private static final int AT_ONCE = 10_000;
    /**
     * One part in so many of the time goes to what is lost beyond that, as long as a rest in proportion is not longer than
     * {@link #LONGEST_REST}: a round that takes 5 s is followed by as long a rest. Agents find the rows in the store meanwhile, and
     * the tasks that are submitted and run want the store as well.
     */
    private static final int SHARE_OF_FLOOD = 4;
    /** Of all types together. */
    private static final int ROWS_A_ROUND = 20_000;

    private static final int MOST_TRIED = 10_000;

    private final Platform platform;
    private final DutyCycle dutyCycle;
    private final InstantSource storeClock;
    private final Dispatch dispatch;
    private final Types knownTypes;
    private final QueuePort queue;
    private final LeaderMetrics metrics;
    private final Duration sweepPeriod;
    private final Deque<TypeState> tour = new ArrayDeque<>();
    /** Where the next look at a type begins, where the last one could do nothing for the rows that it saw. */
    private final Map<String, Position> continueAt = new HashMap<>();
    /** Hints that were sent for rows which could not be stamped, for another transaction held them. */
    private final Map<Long, Instant> tried = new HashMap<>();

    private @Nullable SliceScan sweep;
    private final Stopwatch sinceSweep;
    private boolean more;
    private boolean somethingWaits;
    /**
     * Since the last rest after a whole tour, or since the queue did not answer: it may have lost its data again, and then the first of
     * these hints are wanted soon.
     */
    private int sentAgain;

    /**
     * A reconciler.
     *
     * @param sweepPeriod between two walks below the floors
     */
    Reconciler(
            Platform platform,
            InstantSource storeClock,
            Dispatch dispatch,
            Types knownTypes,
            QueuePort queue,
            LeaderMetrics metrics,
            Duration sweepPeriod) {
        this.platform = platform;
        this.dutyCycle = new DutyCycle(platform, SHARE, LONGEST_REST);
        this.storeClock = storeClock;
        this.dispatch = dispatch;
        this.knownTypes = knownTypes;
        this.queue = queue;
        this.metrics = metrics;
        this.sweepPeriod = sweepPeriod;
        this.sinceSweep = platform.stopwatch();
    }

    @Override
    public Duration round() {
        if (!dutyCycle.left().isZero()) {
            return dutyCycle.left();
        }
        if (isFlood()) {
            dutyCycle.begin();
        }
        try {
            if (sweep != null) {
                stepOfSweep(sweep);
            }
            return stepOfTour();
        } catch (QueueUnavailableException e) {
            // Nothing is known, and nothing changed: what cannot be hinted, agents find in the store.
            LOG.debug("the queue does not answer, no hints are sent again", e);
            tour.clear();
            sentAgain = 0;
            // It was waited, not worked: a rest in proportion to that would let rows lack their hints long after it is
            // back.
            dutyCycle.begin();
            return dutyCycle.rest(PERIOD);
        } catch (RuntimeException e) {
            // The next round begins a tour, and counts its work, anew.
            tour.clear();
            throw e;
        }
    }

    private Duration stepOfTour() {
        if (tour.isEmpty()) {
            dutyCycle.begin();
            more = false;
            somethingWaits = false;
            List<TypeState> types = knownTypes.all();
            if (queue.carriesHints()) {
                tour.addAll(types);
            }
            beginSweep(types);
        }
        List<TypeState> part = tour.stream().limit(TYPES_A_ROUND).toList();
        if (!part.isEmpty()) {
            more |= scan(part);
            part.forEach(tour::remove);
        }
        if (!tour.isEmpty() || more || sweep != null) {
            return isFlood() ? dutyCycle.rest(Duration.ZERO, SHARE_OF_FLOOD) : Duration.ZERO;
        }
        sentAgain = 0;
        if (!queue.carriesHints()) {
            return dutyCycle.rest(sweepPeriod);
        }
        return dutyCycle.rest(somethingWaits ? PERIOD : IDLE_PERIOD);
    }

    private boolean isFlood() {
        return sentAgain >= AT_ONCE;
    }

    /** Looks at some types; whether there may be more at once. */
    private boolean scan(List<TypeState> types) {
        List<String> names = types.stream().map(TypeState::name).toList();
        // Before the queue is asked: what is queued after this moment is no business of this look.
        Watermark mark = Watermark.read(storeClock, queue, names);
        List<TypeState> inTurn = new ArrayList<>(types);
        Collections.shuffle(inTurn, platform.random());
        int rows = ROWS_A_ROUND / types.size();
        List<Scan> scans = inTurn.stream()
                .map(type -> new Scan(type.name(), start(type, mark.clock()), mark.before(type.name()), rows, BATCH))
                .toList();
        List<ScanResult> found = dispatch.waiting(scans, BATCH);
        boolean any = false;
        int number = 0;
        List<Hint> lost = new ArrayList<>();
        for (ScanResult scanned : found) {
            List<Hint> untried =
                    scanned.queued().stream().filter(this::isUntried).toList();
            lost.addAll(untried);
            continueAt.remove(scanned.type());
            if (untried.isEmpty()) {
                // Behind what it could do nothing for; from the floor again, once it has come to the end.
                Optional<Position> last = scanned.stoppedAt()
                        .or(() -> scanned.queued().isEmpty()
                                ? Optional.empty()
                                : Optional.of(Position.of(scanned.queued().getLast())));
                last.ifPresent(position -> continueAt.put(scanned.type(), position));
                any |= last.isPresent();
            } else {
                // Beside many types a scan is short, and there may be more behind what gets its hints now.
                any |= scanned.stoppedAt().isPresent();
            }
            number += scanned.queued().size();
        }
        somethingWaits |= number > 0 || !mark.oldest().isEmpty();
        hint(lost, mark);
        return any || number == BATCH;
    }

    private Position start(TypeState type, Instant now) {
        Position floor = Position.before(type.floorAt(now));
        Position behind = continueAt.getOrDefault(type.name(), floor);
        return behind.compareTo(floor) > 0 ? behind : floor;
    }

    private boolean isUntried(Hint hint) {
        return !hint.hintedAt().equals(tried.get(hint.id()));
    }

    /** Sends hints with new stamps, and then stamps the rows. */
    private void hint(List<Hint> lost, Watermark mark) {
        if (lost.isEmpty()) {
            return;
        }
        Map<Instant, List<Hint>> byStamp = new TreeMap<>();
        lost.forEach(hint -> byStamp.computeIfAbsent(mark.stamp(hint.type()), absent -> new ArrayList<>())
                .add(hint));
        byStamp.forEach((stamp, hints) -> {
            queue.enqueue(hints.stream()
                    .map(hint -> new Hint(hint.type(), hint.id(), stamp))
                    .toList());
            int stamped = dispatch.hinted(hints, stamp);
            if (stamped < hints.size()) {
                remember(hints);
            }
        });
        sentAgain += lost.size();
        metrics.hintsResent(lost.size());
        LOG.info("hints sent again number={}", lost.size());
    }

    private void remember(List<Hint> hints) {
        if (tried.size() + hints.size() > MOST_TRIED) {
            tried.clear();
        }
        hints.forEach(hint -> tried.put(hint.id(), hint.hintedAt()));
    }

    private void beginSweep(List<TypeState> types) {
        if (sweep == null && sinceSweep.hasReached(sweepPeriod)) {
            sinceSweep.restart();
            tried.clear();
            sweep = new SliceScan(types.stream()
                    .filter(type -> type.floor().isAfter(Instant.EPOCH))
                    .map(type -> new SliceScan.Start(type.name(), type.floor(), type.floor()))
                    .toList());
        }
    }

    private void stepOfSweep(SliceScan walk) {
        List<Scan> scans = walk.next(BATCH);
        if (!scans.isEmpty()) {
            Watermark mark = Watermark.read(
                    storeClock, queue, scans.stream().map(Scan::type).toList());
            Stopwatch took = platform.stopwatch();
            List<ScanResult> found;
            try {
                found = dispatch.waiting(scans, Integer.MAX_VALUE);
            } catch (StoreUnavailableException e) {
                walk.tooSlow();
                throw e;
            }
            Duration scanned = took.elapsed();
            hint(
                    found.stream()
                            .flatMap(each -> each.queued().stream())
                            .filter(hint -> hint.hintedAt().isBefore(mark.before(hint.type())))
                            .toList(),
                    mark);
            walk.done(found.stream().map(Reconciler::stop).toList(), scanned);
        }
        if (walk.isOver()) {
            sweep = null;
        }
    }

    private static Optional<Position> stop(ScanResult scanned) {
        return scanned.queued().size() == BATCH
                ? Optional.of(Position.of(scanned.queued().getLast()))
                : scanned.stoppedAt();
    }
}
