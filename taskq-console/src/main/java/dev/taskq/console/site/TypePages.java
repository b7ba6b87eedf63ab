package dev.taskq.console.site;

import dev.taskq.AgentOverview;
import dev.taskq.TypeOverview;
import dev.taskq.server.page.PageAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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
        String search = Urls.pieces(visit.request().rawQuery()).stream()
                .filter(piece -> piece.name().equals("name"))
                .map(piece -> piece.value().strip().toLowerCase(Locale.ROOT))
                .map(text -> text.substring(0, Math.min(LONGEST_SEARCH, text.length())))
                .findFirst()
                .orElse("");
        List<TypeOverview> all = visit.calls().inspections().types(visit.context());
        List<TypeOverview> found =
                all.stream().filter(type -> type.name().contains(search)).toList();
        List<TypeOverview> shown = found.stream().sorted(BY_BACKLOG).limit(MOST).toList();
        Shell shell = visit.shell("Types", Urls.TYPES);
        return Html.page(
                200,
                (out, tags) -> JtetypesGenerated.render(out, tags, shell, shown, found.size(), all.size(), search));
    }

    static PageAnswer one(Visit visit, String name) {
        TypeOverview type = visit.calls().inspections().type(visit.context(), name);
        List<AgentOverview> agents = visit.calls().inspections().agents(visit.context()).stream()
                .filter(agent -> agent.types().contains(name))
                .toList();
        Shell shell = visit.shell(name, Urls.TYPES);
        return Html.page(200, (out, tags) -> JtetypeGenerated.render(out, tags, shell, type, agents));
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
