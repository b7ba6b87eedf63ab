package dev.taskq.console.site;

import dev.taskq.AgentOverview;
import dev.taskq.server.page.PageAnswer;
import java.util.Comparator;
import java.util.List;

/** The page of agents. */
final class AgentPages {
    /** The most agents on the page. */
    static final int MOST = 500;

    private AgentPages() {}

    static PageAnswer list(Visit visit) {
        List<AgentOverview> all = visit.calls().inspections().agents(visit.context());
        List<AgentOverview> shown = first(all);
        Shell shell = visit.shell("Agents", Urls.AGENTS);
        return Html.page(200, (out, tags) -> JteagentsGenerated.render(out, tags, shell, shown, all.size()));
    }

    static PageAnswer drain(Visit visit, long session) {
        visit.calls().agents().drain(visit.context(), session);
        return Html.redirect(Visit.done(Urls.AGENTS, "draining"));
    }

    /** As many as a page shows, by name. */
    static List<AgentOverview> first(List<AgentOverview> agents) {
        return agents.stream()
                .sorted(Comparator.comparing(AgentOverview::name).thenComparingLong(AgentOverview::session))
                .limit(MOST)
                .toList();
    }
}
