package dev.taskq.console.site;

import dev.taskq.AgentOverview;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHistory;
import dev.taskq.TypeOverview;
import dev.taskq.coordinator.CoordinatorHealth;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The overview. */
final class OverviewPages {
    private static final Logger LOG = LoggerFactory.getLogger(OverviewPages.class);

    /** The most types in each part, and the most that needs attention. */
    static final int MOST_TYPES = 10;

    private static final Header[] NONE = {};
    /** A page would rest longer after an answer that waited for the store. */
    private static final Header[] AGAIN = {Failures.retryAfter(Duration.ofSeconds(1))};

    private OverviewPages() {}

    static PageAnswer overview(Visit visit) {
        CoordinatorHealth health = visit.calls().inspections().health(visit.context());
        Optional<Stored> stored = stored(visit);
        boolean withHistory = visit.wants(HistoryView.PART);
        Optional<HistoryView> history = withHistory && stored.isPresent()
                ? HistoryView.of(visit, Optional.empty(), Urls.OVERVIEW)
                : Optional.empty();
        Shell shell = visit.shell("Overview", Urls.OVERVIEW);
        return Html.page(
                200,
                (out, tags) -> JteoverviewGenerated.render(out, tags, shell, health, stored, withHistory, history),
                stored.isPresent() ? NONE : AGAIN);
    }

    /**
     * What the store tells.
     *
     * @return it; empty if the store does not answer, so nothing else is asked of it, which would wait as long again: what the coordinator
     *     knows by itself is shown
     */
    private static Optional<Stored> stored(Visit visit) {
        try {
            return Optional.of(Stored.of(
                    visit.calls().inspections().types(visit.context()),
                    visit.calls().inspections().agents(visit.context()),
                    HistoryView.lastHour(visit)));
        } catch (StoreUnavailableException e) {
            LOG.debug("the overview is shown without what the store has", e);
            return Optional.empty();
        }
    }

    /**
     * What the store tells of all types and agents. Immutable.
     *
     * @param attention what needs attention, as far as it is shown
     * @param allAttention how much needs attention
     * @param busiest the busiest types
     * @param lastHour what happened to each type within the last hour
     */
    record Stored(
            Totals totals,
            List<Attention> attention,
            int allAttention,
            List<TypeOverview> busiest,
            Map<String, TaskHistory.Counts> lastHour) {
        static Stored of(
                List<TypeOverview> types, List<AgentOverview> agents, Map<String, TaskHistory.Counts> lastHour) {
            List<Attention> all = types.stream()
                    .flatMap(type -> Attention.of(type).stream())
                    .sorted(Comparator.comparing(Attention::type))
                    .toList();
            return new Stored(
                    Totals.of(types, agents),
                    all.stream().limit(MOST_TYPES).toList(),
                    all.size(),
                    types.stream()
                            .filter(Attention::isBusy)
                            .sorted(TypePages.BY_BACKLOG)
                            .limit(MOST_TYPES)
                            .toList(),
                    lastHour);
        }
    }

    /**
     * Sums over all types and agents.
     *
     * @param oldest since when the task waits that waits longest
     */
    record Totals(
            int types,
            long waiting,
            Optional<Instant> oldest,
            long scheduled,
            long running,
            int agents,
            long slots,
            long freeSlots,
            TypeOverview.Recent lastMinute) {
        static Totals of(List<TypeOverview> types, List<AgentOverview> agents) {
            return new Totals(
                    types.size(),
                    types.stream().mapToLong(TypeOverview::waiting).sum(),
                    types.stream().flatMap(type -> type.waitsSince().stream()).min(Comparator.naturalOrder()),
                    types.stream().mapToLong(TypeOverview::scheduled).sum(),
                    types.stream().mapToLong(TypeOverview::running).sum(),
                    agents.size(),
                    reports(agents).mapToLong(AgentOverview.Report::slots).sum(),
                    reports(agents).mapToLong(AgentOverview.Report::freeSlots).sum(),
                    new TypeOverview.Recent(
                            types.stream()
                                    .mapToLong(type -> type.lastMinute().submitted())
                                    .sum(),
                            types.stream()
                                    .mapToLong(type -> type.lastMinute().finished())
                                    .sum(),
                            types.stream()
                                    .mapToLong(type -> type.lastMinute().failed())
                                    .sum()));
        }

        private static Stream<AgentOverview.Report> reports(List<AgentOverview> agents) {
            return agents.stream().flatMap(agent -> agent.report().stream());
        }
    }
}
