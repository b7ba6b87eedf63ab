package dev.taskq.memory.data;

import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import dev.taskq.spi.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What callers changed. It is no part of the state that transactions change, so no restore takes an entry back. */
final class MemoryAuditLog implements AuditLog {
    private final Cell<Entries> cell = new Cell<>(new Entries(SortedTree.empty(), 0));
    private final Supplier<Instant> clock;

    MemoryAuditLog(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /** All entries by their ids, and the last id that was given. */
    private record Entries(SortedTree<Long, AuditEntry> byId, long last) {}

    @Override
    public AuditEntry write(NewAuditEntry change) {
        Instant now = clock.get();
        return cell.change(before -> {
            AuditEntry entry = new AuditEntry(before.last() + 1, now, change);
            return new Cell.Step<>(new Entries(before.byId().put(entry.id(), entry), entry.id()), entry);
        });
    }

    @Override
    public AuditPage entries(AuditFilter filter, OptionalLong before, int limit, int scan) {
        Transactions.checkPositive("limit", limit);
        Transactions.checkPositive("scan", scan);
        SortedTree<Long, AuditEntry> all = cell.get().byId();
        List<AuditEntry> entries = new ArrayList<>();
        OptionalLong last = OptionalLong.empty();
        int scanned = 0;
        for (var entry : before.isPresent() ? all.before(before.getAsLong()) : all.descending()) {
            NewAuditEntry change = entry.value().change();
            // A database finds a caller's rows by an index.
            if (filter.caller().map(change.caller()::equals).orElse(true)) {
                if (entries.size() == limit || scanned == scan) {
                    return new AuditPage(entries, last);
                }
                scanned++;
                last = OptionalLong.of(entry.key());
                if (filter.fits(change)) {
                    entries.add(entry.value());
                }
            }
        }
        return new AuditPage(entries, OptionalLong.empty());
    }

    @Override
    public int purge(Duration retention, long most, int rows) {
        Transactions.checkPositive("rows", rows);
        Instant end = clock.get().minus(retention);
        return cell.change(before -> {
            List<Long> old = new ArrayList<>();
            int read = 0;
            for (var entry : before.byId().ascending()) {
                if (read++ == rows) {
                    break;
                }
                if (entry.value().at().isBefore(end) || entry.key() <= before.last() - most) {
                    old.add(entry.key());
                }
            }
            SortedTree<Long, AuditEntry> left = before.byId();
            for (long id : old) {
                left = left.remove(id);
            }
            return new Cell.Step<>(new Entries(left, before.last()), old.size());
        });
    }
}
