package dev.taskq.memory.data;

import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The history of types. It is beside the state of the database, so a restore to an earlier state leaves it as it is. */
final class MemoryHistory implements History {
    private final Cell<SortedTree<Key, HistoryRow>> cell = new Cell<>(SortedTree.empty());
    private final InstantSource clock;

    MemoryHistory(InstantSource clock) {
        this.clock = clock;
    }

    /** The place of a row. Rows of one span are in the order of their times. */
    private record Key(Span span, Instant at, String type) implements Comparable<Key> {
        static Key ofAll(Span span, Instant at) {
            return new Key(span, at, ALL);
        }

        @Override
        public int compareTo(Key other) {
            int bySpan = span.compareTo(other.span);
            int byTime = bySpan != 0 ? bySpan : at.compareTo(other.at);
            return byTime != 0 ? byTime : type.compareTo(other.type);
        }
    }

    @Override
    public void add(List<HistoryEntry> entries, Optional<String> version) {
        Instant now = clock.instant();
        cell.change(rows -> {
            Set<String> named = named(rows, entries, HistoryQuery.begin(now, Span.HOUR.length()));
            SortedTree<Key, HistoryRow> next = rows;
            for (Span span : Span.values()) {
                for (HistoryEntry entry : entries) {
                    if (entry.type().equals(ALL) || named.contains(entry.type())) {
                        Key key = new Key(span, HistoryQuery.begin(now, span.length()), entry.type());
                        next = next.put(key, sum(next.get(key), new HistoryRow(key.at(), entry, List.of()), version));
                    }
                }
            }
            return new Cell.Step<>(next, entries);
        });
    }

    /** The types that may have a row of their own: those that have one already, and the first of the others as far as there is room. */
    private static Set<String> named(SortedTree<Key, HistoryRow> rows, List<HistoryEntry> entries, Instant hour) {
        Set<String> named = new TreeSet<>();
        for (var row : rows.after(Key.ofAll(Span.HOUR, hour))) {
            if (row.key().span() != Span.HOUR || !row.key().at().equals(hour)) {
                break;
            }
            named.add(row.key().type());
        }
        Set<String> given = entries.stream().map(HistoryEntry::type).collect(Collectors.toCollection(TreeSet::new));
        given.remove(ALL);
        given.stream()
                .filter(type -> !named.contains(type))
                .limit(MOST_TYPES - named.size())
                .toList()
                .forEach(named::add);
        return named;
    }

    private static HistoryRow sum(Optional<HistoryRow> before, HistoryRow added, Optional<String> version) {
        TreeSet<String> versions =
                new TreeSet<>(before.map(HistoryRow::versions).orElse(List.of()));
        if (versions.size() < MOST_VERSIONS) {
            version.ifPresent(versions::add);
        }
        HistoryEntry entry = before.map(row -> row.entry().plus(added.entry())).orElse(added.entry());
        return new HistoryRow(added.at(), entry, List.copyOf(versions));
    }

    @Override
    public List<HistoryRow> read(Span span, String type, Instant from, Instant until) {
        List<HistoryRow> found = new ArrayList<>();
        for (var row : cell.get().ascending()) {
            Key key = row.key();
            if (key.span() == span
                    && key.type().equals(type)
                    && !key.at().isBefore(from)
                    && key.at().isBefore(until)) {
                found.add(row.value());
            }
        }
        return found;
    }

    @Override
    public Map<String, Counts> sums(Instant from, Instant until) {
        Map<String, Counts> sums = new TreeMap<>();
        for (var row : cell.get().ascending()) {
            Key key = row.key();
            if (key.span() == Span.MINUTE
                    && !key.type().equals(ALL)
                    && !key.at().isBefore(from)
                    && key.at().isBefore(until)) {
                sums.merge(key.type(), row.value().entry().counts(), Counts::plus);
            }
        }
        return sums;
    }

    @Override
    public int purge(Span span, Duration kept, int most) {
        Transactions.checkPositive("most", most);
        Instant first = clock.instant().minus(kept);
        return cell.change(rows -> {
            SortedTree<Key, HistoryRow> left = rows;
            int deleted = 0;
            for (var row : rows.ascending()) {
                if (deleted < most && row.key().span() == span && row.key().at().isBefore(first)) {
                    left = left.remove(row.key());
                    deleted++;
                }
            }
            return new Cell.Step<>(left, deleted);
        });
    }
}
