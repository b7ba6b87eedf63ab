package dev.taskq.coordinator;

import dev.taskq.engine.Version;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TypeTally;
import dev.taskq.telemetry.RecentTypes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What a coordinator reports of itself. */
final class CoordinatorStatus implements Supplier<Optional<SessionStatus>> {
    private final LongSupplier session;
    private final RecentTypes recent;
    private final Duration valid;
    private final String version = Version.read();

    CoordinatorStatus(LongSupplier session, RecentTypes recent, Duration valid) {
        this.session = session;
        this.recent = recent;
        this.valid = valid;
    }

    @Override
    public Optional<SessionStatus> get() {
        List<TypeTally> tallies = recent.counts().entrySet().stream()
                .map(type -> new TypeTally(
                        type.getKey(),
                        0,
                        type.getValue().submitted(),
                        type.getValue().finished(),
                        type.getValue().failed()))
                .toList();
        return Optional.of(
                new SessionStatus(session.getAsLong(), version, 0, 0, 0, 0, List.of(), false, tallies, valid));
    }
}
