package dev.taskq.console.site;

import dev.taskq.OperationAction;
import dev.taskq.TaskStatus;
import dev.taskq.server.call.ListRequest;
import dev.taskq.server.call.TaskList;
import dev.taskq.server.page.PageAnswer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list of tasks. The filters of its address are those of the API. */
final class TaskListPages {
    private static final int LENGTH = 50;
    /** The most tasks of a page on which some can be chosen: their form is small. */
    private static final int MOST_CHOSEN = 200;

    private static final String STATUS = "status";
    private static final String CURSOR = "cursor";
    private static final int MOST_DIGITS = 19;
    private static final Set<String> NO_FILTER = Set.of(CURSOR, "limit", "done");

    private TaskListPages() {}

    /**
     * A filter in force.
     *
     * @param name its name in the API
     * @param value its value
     * @param without the address of the list without it
     */
    record Chip(String name, String value, String without) {}

    /**
     * A status as a filter.
     *
     * @param status the status
     * @param isOn whether it is in force
     * @param toggled the address of the list with it, or without it
     */
    record StatusLink(TaskStatus status, boolean isOn, String toggled) {}

    /**
     * What can be done with many tasks of the list.
     *
     * @param actions the actions; none if the person may change nothing
     * @param form the address of the form, which has the filters
     */
    record Bulk(List<OperationAction> actions, String form) {
        boolean isOffered() {
            return !actions.isEmpty();
        }
    }

    /**
     * The filters of the list.
     *
     * @param statuses the statuses
     * @param chips the other filters in force
     * @param values the values of the form
     * @param bulk what can be done with many tasks
     */
    record Filters(List<StatusLink> statuses, List<Chip> chips, Map<String, String> values, Bulk bulk) {
        String value(String name) {
            return values.getOrDefault(name, "");
        }

        /** The statuses in force, which the form keeps. */
        List<TaskStatus> on() {
            return statuses.stream()
                    .filter(StatusLink::isOn)
                    .map(StatusLink::status)
                    .toList();
        }

        boolean isEmpty() {
            return chips.isEmpty() && on().isEmpty();
        }
    }

    /** An id of a task; empty if the text is none. */
    static OptionalLong id(String text) {
        OptionalLong number = number(text);
        return number.isPresent() && number.getAsLong() > 0 ? number : OptionalLong.empty();
    }

    /** A whole number, zero or more; empty if the text is none. */
    static OptionalLong number(String text) {
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static PageAnswer list(Visit visit) {
        List<Urls.Piece> pieces = Urls.pieces(visit.request().rawQuery());
        Optional<String> wanted = pieces.stream()
                .filter(piece -> piece.name().equals("id"))
                .map(Urls.Piece::value)
                .findFirst();
        if (wanted.isPresent()) {
            return Html.redirect(Urls.TASKS + "/" + Urls.encoded(wanted.get()));
        }
        String query = query(pieces.stream().filter(piece -> !piece.name().equals("done")));
        ListRequest given = visit.request().listing().apply(query);
        ListRequest wholePage =
                new ListRequest(given.filter(), given.limit().or(() -> Optional.of(LENGTH)), given.cursor());
        TaskList page = visit.shared(() -> visit.calls().tasks().list(visit.context(), wholePage));
        Filters filters = filters(pieces, given.filter().statuses(), bulk(visit, given, pieces));
        List<Urls.Piece> first =
                pieces.stream().filter(piece -> !piece.name().equals(CURSOR)).toList();
        Optional<String> next = page.nextCursor().map(cursor -> address(with(first, new Urls.Piece(CURSOR, cursor))));
        Optional<String> newest = given.cursor().map(cursor -> address(first));
        Shell shell = visit.shell("Tasks", Urls.TASKS);
        // Older pages do not change much, and longer ones cost too much each time.
        boolean refreshes = newest.isEmpty() && given.limit().orElse(LENGTH) <= LENGTH;
        return Html.page(
                200, (out, tags) -> JtetasksGenerated.render(out, tags, shell, page, filters, next, newest, refreshes));
    }

    private static Filters filters(List<Urls.Piece> pieces, Set<TaskStatus> on, Bulk bulk) {
        List<Urls.Piece> inForce = inForce(pieces);
        Map<TaskStatus, StatusLink> statuses = new EnumMap<>(TaskStatus.class);
        for (TaskStatus status : TaskStatus.values()) {
            Urls.Piece piece = new Urls.Piece(STATUS, status.wireName());
            boolean isOn = on.contains(status);
            statuses.put(
                    status,
                    new StatusLink(status, isOn, address(isOn ? without(inForce, piece) : with(inForce, piece))));
        }
        List<Chip> chips = inForce.stream()
                .filter(piece -> !piece.name().equals(STATUS))
                .map(piece -> new Chip(piece.name(), piece.value(), address(without(inForce, piece))))
                .toList();
        Map<String, String> values =
                chips.stream().collect(Collectors.toMap(Chip::name, Chip::value, (one, other) -> one));
        return new Filters(List.copyOf(statuses.values()), chips, values, bulk);
    }

    private static List<Urls.Piece> inForce(List<Urls.Piece> pieces) {
        return pieces.stream()
                .filter(piece -> !NO_FILTER.contains(piece.name()))
                .toList();
    }

    /** Actions that no task with the filters allows are left out. */
    private static Bulk bulk(Visit visit, ListRequest given, List<Urls.Piece> pieces) {
        boolean isOffered =
                visit.maySteer(visit.caller().name()) && given.limit().orElse(LENGTH) <= MOST_CHOSEN;
        List<OperationAction> actions = Stream.of(OperationAction.values())
                .filter(action -> isOffered && action.narrow(given.filter()).isPresent())
                .toList();
        String query = query(inForce(pieces).stream());
        return new Bulk(actions, Urls.TASKS + "/act" + (query.isEmpty() ? "" : "?" + query));
    }

    private static List<Urls.Piece> with(List<Urls.Piece> pieces, Urls.Piece more) {
        List<Urls.Piece> all = new ArrayList<>(pieces);
        all.add(more);
        return all;
    }

    private static List<Urls.Piece> without(List<Urls.Piece> pieces, Urls.Piece less) {
        return pieces.stream().filter(piece -> !piece.equals(less)).toList();
    }

    private static String address(List<Urls.Piece> pieces) {
        return pieces.isEmpty() ? Urls.TASKS : Urls.TASKS + "?" + query(pieces.stream());
    }

    private static String query(Stream<Urls.Piece> pieces) {
        return pieces.map(Urls.Piece::toString).collect(Collectors.joining("&"));
    }
}
