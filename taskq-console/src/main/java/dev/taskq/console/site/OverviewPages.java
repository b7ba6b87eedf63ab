package dev.taskq.console.site;

import dev.taskq.AgentOverview;
import dev.taskq.TaskHistory;
import dev.taskq.TypeOverview;
import dev.taskq.coordinator.CoordinatorHealth;
import dev.taskq.server.page.PageAnswer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The overview. */
final class OverviewPages {
    /** The most types in each part, and the most that needs attention. */
    static final int MOST_TYPES = 10;

    private OverviewPages() {}

    static PageAnswer overview(Visit visit) {
        List<TypeOverview> types = visit.calls().inspections().types(visit.context());
        Totals totals = Totals.of(types, visit.calls().inspections().agents(visit.context()));
        CoordinatorHealth health = visit.calls().inspections().health(visit.context());
        List<TypeOverview> busiest = types.stream()
                .filter(Attention::isBusy)
                .sorted(TypePages.BY_BACKLOG)
                .limit(MOST_TYPES)
                .toList();
        List<Attention> all = types.stream()
                .flatMap(type -> Attention.of(type).stream())
                .sorted(Comparator.comparing(Attention::type))
                .toList();
        List<Attention> attention = all.stream().limit(MOST_TYPES).toList();
        boolean withHistory = visit.wants(HistoryView.PART);
        Optional<HistoryView> history =
                withHistory ? HistoryView.of(visit, Optional.empty(), Urls.OVERVIEW) : Optional.empty();
        Map<String, TaskHistory.Counts> lastHour = HistoryView.lastHour(visit);
        Shell shell = visit.shell("Overview", Urls.OVERVIEW);
        return Html.page(
                200,
                (out, tags) -> JteoverviewGenerated.render(
                        out,
                        tags,
                        shell,
                        totals,
                        health,
                        attention,
                        all.size(),
                        busiest,
                        lastHour,
                        withHistory,
                        history));
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
