package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.AgentInfo;
import dev.taskq.client.Explanation;
import dev.taskq.client.TypeInfo;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Draws the live screen. Immutable.
 *
 * @param url the coordinator
 * @param coloured whether it has colours
 * @param clock the time of this machine
 */
record TopScreen(String url, boolean coloured, InstantSource clock) {
    private static final int HEAD = 4;
    private static final int FOOT = 2;
    private static final String MARK = "> ";
    private static final String NO_MARK = "  ";

    /**
     * The lines of a screen, as many as it has at most.
     *
     * @param data what is known
     * @param view what is shown
     * @param selected the number of the row that is selected; -1 if none is
     * @param message what the last key did, or asks
     * @param size the size of the screen
     */
    List<String> lines(TopData data, TopView view, int selected, String message, Terminals.Size size) {
        int columns = size.columns();
        List<String> lines = new ArrayList<>();
        lines.add(styled(Style.BOLD, title(data, view), columns));
        lines.add(totals(data, columns));
        lines.add("");
        List<String> body = body(data, view, selected, columns);
        int room = Math.max(1, size.rows() - HEAD - FOOT + 1);
        // The first line has the titles, and stays.
        int rows = Math.max(1, room - 1);
        int above = Math.max(0, Math.min(selected - rows + 1, body.size() - 1 - rows));
        lines.add(body.get(0));
        body.stream().skip(1L + above).limit(rows).forEach(lines::add);
        while (lines.size() < size.rows() - FOOT) {
            lines.add("");
        }
        String problem = data.problem().map(text -> "old: " + text).orElse("");
        lines.add(problem.isEmpty() ? styled(Style.YELLOW, message, columns) : styled(Style.RED, problem, columns));
        lines.add(styled(Style.FAINT, keys(view), columns));
        return lines.subList(0, Math.min(lines.size(), size.rows()));
    }

    private String title(TopData data, TopView view) {
        String what = switch (view) {
            case TopView.Types types -> "types";
            case TopView.Agents agents -> "agents";
            case TopView.Tasks(String type) -> "newest tasks of " + type;
            case TopView.Why why -> "task " + why.id();
        };
        return "taskq " + url + "  " + what
                + data.readAt()
                        .map(at -> "  " + at.toString().substring(11, 19) + " UTC")
                        .orElse("  …");
    }

    private String totals(TopData data, int columns) {
        // The slots of an agent that drains take nothing.
        List<AgentInfo.Report> reports = data.agents().stream()
                .filter(agent -> !agent.draining())
                .flatMap(agent -> agent.report().stream())
                .toList();
        long slots = reports.stream().mapToLong(report -> report.slots()).sum();
        long free = reports.stream().mapToLong(report -> report.freeSlots()).sum();
        return whole(
                List.of(
                        "in " + sum(data, type -> type.lastMinute().submitted())
                                + ", out " + sum(data, type -> type.lastMinute().finished())
                                + ", failed "
                                + sum(data, type -> type.lastMinute().failed()) + "/min",
                        "waiting " + sum(data, TypeInfo::waiting),
                        "running " + sum(data, TypeInfo::running),
                        "agents " + data.agents().size(),
                        "free " + free + "/" + slots),
                columns);
    }

    /** As many parts as fit: a number that is cut off would be another one. */
    private static String whole(List<String> parts, int columns) {
        String line = "";
        for (String part : parts) {
            String longer = line.isEmpty() ? part : line + "  " + part;
            if (longer.length() > columns) {
                return line.isEmpty() ? Text.fitted(part, columns) : line;
            }
            line = longer;
        }
        return line;
    }

    private static long sum(TopData data, ToLongFunction<TypeInfo> count) {
        return data.types().stream().mapToLong(count).sum();
    }

    private List<String> body(TopData data, TopView view, int selected, int columns) {
        Columns all = new Columns(clock);
        return switch (view) {
            case TopView.Types types ->
                table(
                        all.liveTypes(columns),
                        data.types().stream().map(type -> type.json().tree()).toList(),
                        selected,
                        columns,
                        "there is no type yet");
            case TopView.Agents agents ->
                table(
                        all.agents(),
                        data.agents().stream().map(agent -> agent.json().tree()).toList(),
                        selected,
                        columns,
                        "no agent lives, so no task runs");
            case TopView.Tasks tasks ->
                table(
                        all.liveTasks(),
                        data.tasks().stream().map(task -> task.json().tree()).toList(),
                        selected,
                        columns,
                        "no task of this type is kept");
            case TopView.Why why -> why(data.explanation(), columns);
        };
    }

    private List<String> table(List<Column> all, List<JsonNode> rows, int selected, int columns, String ifEmpty) {
        int width = columns - MARK.length();
        Table table = new Table(all, rows, Optional.of(width), coloured);
        Table plain = new Table(all, rows, Optional.of(width), false);
        List<String> lines = new ArrayList<>(List.of(NO_MARK + table.titles()));
        IntStream.range(0, rows.size())
                .mapToObj(row -> row == selected
                        ? Style.REVERSE.on(Text.fitted(MARK + plain.row(rows.get(row)), columns), coloured)
                        : NO_MARK + table.row(rows.get(row)))
                .forEach(lines::add);
        if (rows.isEmpty()) {
            lines.add(NO_MARK + Text.fitted(ifEmpty, width));
        }
        return lines;
    }

    private List<String> why(Optional<Explanation> explanation, int columns) {
        List<String> lines = new ArrayList<>();
        lines.add(
                Text.fitted(explanation.map(it -> "It is " + it.status() + ".").orElse("…"), columns));
        for (Explanation.Reason reason : explanation.map(Explanation::reasons).orElse(List.of())) {
            lines.addAll(wrapped(Text.oneLine(reason.text()), columns, NO_MARK));
            lines.addAll(wrapped(Text.oneLine(reason.advice()), columns, NO_MARK + NO_MARK));
        }
        return lines;
    }

    private static List<String> wrapped(String text, int columns, String indent) {
        List<String> lines = new ArrayList<>();
        int most = Math.max(1, columns - indent.length());
        String left = text;
        while (left.length() > most) {
            int space = left.lastIndexOf(' ', most);
            int end = space > 0 ? space : most;
            lines.add(indent + left.substring(0, end));
            left = left.substring(end).stripLeading();
        }
        lines.add(indent + left);
        return lines;
    }

    private static String keys(TopView view) {
        return switch (view) {
            case TopView.Types types -> "j/k move  Enter look inside  p pause/resume  r retry failed  a agents  q quit";
            case TopView.Agents agents -> "j/k move  Esc back  q quit";
            case TopView.Tasks tasks -> "j/k move  Enter why  r retry  Esc back  q quit";
            case TopView.Why why -> "r retry  Esc back  q quit";
        };
    }

    private String styled(Style style, String text, int columns) {
        return style.on(Text.fitted(Text.oneLine(text), columns), coloured);
    }
}
