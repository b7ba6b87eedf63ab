package dev.taskq.coordinator;

import dev.taskq.AgentOverview;
import dev.taskq.ErrorReport;
import dev.taskq.TypeOverview;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.TypeReading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Types and agents, as they are shown. Readings are shared by all callers. Thread-safe. */
final class Overviews {
    /** A report reads thousands of rows. */
    private static final Duration ERRORS_FRESH = Duration.ofSeconds(10);

    private static final Duration ERRORS_USABLE = Duration.ofSeconds(30);

    private final Inspections inspections;
    private final Cached<List<TypeReading>> types;
    private final Cached<Fleet> fleet;
    private final Cached<ErrorSummary> errors;

    Overviews(Platform platform, Inspections inspections) {
        this.inspections = inspections;
        this.types = new Cached<>(platform, inspections::types);
        this.fleet = new Cached<>(platform, () -> Fleet.of(inspections.sessions()));
        this.errors = new Cached<>(
                platform,
                ERRORS_FRESH,
                ERRORS_USABLE,
                () -> ErrorSummary.of(inspections.failures(ErrorReport.WINDOW, ErrorReport.MOST_READ)));
    }

    List<TypeOverview> types() {
        Fleet now = fleet.get();
        return types.get().stream().map(type -> overview(type, now)).toList();
    }

    Optional<TypeOverview> type(String name) {
        return reading(name).map(type -> overview(type, fleet.get()));
    }

    /** A type as it is now. */
    Optional<TypeReading> reading(String name) {
        return inspections.types(List.of(name)).stream().findFirst();
    }

    List<AgentOverview> agents() {
        return fleet.get().agents();
    }

    /** One reading is for the reports of all types and of each. */
    ErrorReport errors() {
        return errors.get().report();
    }

    ErrorReport errors(String type) {
        return errors.get().report(type);
    }

    Fleet fleet() {
        return fleet.get();
    }

    /** An agent was asked to drain here. */
    void fleetChanged() {
        fleet.expire();
    }

    /** A type was paused or resumed here. */
    void changed() {
        types.expire();
    }

    private static TypeOverview overview(TypeReading type, Fleet fleet) {
        String name = type.state().name();
        return new TypeOverview(
                name,
                type.announced(),
                type.pause().map(pause -> new TypeOverview.Pause(pause.at(), pause.by())),
                type.state().depth(),
                type.state().countedAt(),
                type.waitsSince(),
                type.scheduled(),
                fleet.activityOf(name).running(),
                fleet.servedOf(name).agents(),
                fleet.activityOf(name).lastMinute());
    }
}
