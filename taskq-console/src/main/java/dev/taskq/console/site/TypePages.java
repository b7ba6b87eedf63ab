package dev.taskq.console.site;

import dev.taskq.AgentOverview;
import dev.taskq.TaskHistory;
import dev.taskq.TypeOverview;
import dev.taskq.server.page.PageAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The pages of types. */
final class TypePages {
    /** Most waiting tasks first. */
    static final Comparator<TypeOverview> BY_BACKLOG = Comparator.comparingLong(TypeOverview::waiting)
            .thenComparingInt(TypeOverview::running)
            .reversed()
            .thenComparing(TypeOverview::name);

    /** The most types on a page; a name that is searched for finds the others. */
    static final int MOST = 200;

    private static final int LONGEST_SEARCH = 64;

    private TypePages() {}

    static PageAnswer list(Visit visit) {
        String search = Urls.value(visit.request(), "name")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .map(text -> text.substring(0, Math.min(LONGEST_SEARCH, text.length())))
                .orElse("");
        List<TypeOverview> all = visit.calls().inspections().types(visit.context());
        List<TypeOverview> found =
                all.stream().filter(type -> type.name().contains(search)).toList();
        Map<String, TaskHistory.Counts> lastHour = HistoryView.lastHour(visit);
        Shell shell = visit.shell("Types", Urls.TYPES);
        List<TypeOverview> fullest =
                found.stream().sorted(BY_BACKLOG).limit(MOST).toList();
        // Rows with buttons stay where they are.
        List<TypeOverview> shown = shell.steers()
                ? fullest.stream()
                        .sorted(Comparator.comparing(TypeOverview::name))
                        .toList()
                : fullest;
        return Html.page(
                200,
                (out, tags) ->
                        JtetypesGenerated.render(out, tags, shell, shown, found.size(), all.size(), search, lastHour));
    }

    /** The types that the palette offers: the fullest ones, by name. A search finds the others. */
    static PageAnswer palette(Visit visit) {
        List<String> names = visit.calls().inspections().types(visit.context()).stream()
                .sorted(BY_BACKLOG)
                .limit(MOST)
                .map(TypeOverview::name)
                .sorted()
                .toList();
        return Html.page(200, (out, tags) -> JtepalettetypesGenerated.render(out, tags, names));
    }

    static PageAnswer one(Visit visit, String name) {
        TypeOverview type = visit.calls().inspections().type(visit.context(), name);
        List<AgentOverview> agents = visit.calls().inspections().agents(visit.context()).stream()
                .filter(agent -> agent.types().contains(name))
                .toList();
        List<AgentOverview> shown = AgentPages.first(agents);
        boolean withHistory = visit.wants(HistoryView.PART);
        Optional<HistoryView> history =
                withHistory ? HistoryView.of(visit, Optional.of(name), Urls.type(name)) : Optional.empty();
        // They are loaded once the page is open, and do not refresh: a reading of them may take seconds.
        boolean withErrors = visit.asksFor(ErrorPages.PART);
        Optional<ErrorPages.View> errors = withErrors ? ErrorPages.ofType(visit, name) : Optional.empty();
        Shell shell = visit.shell(name, Urls.TYPES);
        return Html.page(
                200,
                (out, tags) -> JtetypeGenerated.render(
                        out, tags, shell, type, shown, agents.size(), withErrors, errors, withHistory, history));
    }

    static PageAnswer pause(Visit visit, String name) {
        visit.calls().types().pause(visit.context(), name);
        return Html.redirect(Visit.done(Urls.type(name), "paused"));
    }

    static PageAnswer resume(Visit visit, String name) {
        visit.calls().types().resume(visit.context(), name);
        return Html.redirect(Visit.done(Urls.type(name), "resumed"));
    }
}
