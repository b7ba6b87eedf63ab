package dev.taskq.postgres;

import dev.taskq.postgres.PostgresDispatch.Rest;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row that a claim did not get, read a moment later without a lock.
 *
 * @param id the task
 * @param queued whether it is queued
 * @param suspect whether it is a suspect
 * @param bytes the size of its payload and of its checkpoint
 * @param alive whether the claim's session is alive
 */
record LeftOver(long id, boolean queued, boolean suspect, long bytes, boolean alive) {
    static LeftOver of(Query.Row row) throws SQLException {
        return new LeftOver(
                row.number("id"), row.flag("queued"), row.flag("suspect"), row.number("size"), row.flag("alive"));
    }

    /**
     * The reason why each row was left. Repeats the claim's decisions in the order of the ids. A row that another
     * transaction held did not count against the room in the claim, but counts here. So a row that was held may be
     * reported as too large, but never the reverse.
     */
    static List<Rest> judged(Claim claim, List<ClaimedTask> claimed, List<LeftOver> left) {
        Map<Long, ClaimedTask> got = new HashMap<>();
        claimed.forEach(task -> got.put(task.running().id(), task));
        Map<Long, LeftOver> others = new HashMap<>();
        left.forEach(row -> others.put(row.id(), row));
        List<Rest> judged = new ArrayList<>();
        boolean takesSuspect = claim.takesSuspect();
        long before = 0;
        boolean first = true;
        for (long id : claim.ids().stream().sorted().toList()) {
            ClaimedTask task = got.get(id);
            LeftOver row = others.get(id);
            if (task != null) {
                takesSuspect &= !task.running().counts().isSuspect();
                before += task.bytes();
                first = false;
            } else if (row == null || !row.queued()) {
                judged.add(new Rest(new ClaimResult.Gone(id), row == null || row.alive()));
            } else if (row.suspect() && !takesSuspect) {
                judged.add(new Rest(new ClaimResult.Deferred(id), row.alive()));
            } else {
                takesSuspect &= !row.suspect();
                boolean fits = claim.room().fits(before, row.bytes(), first);
                judged.add(new Rest(fits ? new ClaimResult.Locked(id) : new ClaimResult.NoRoom(id), row.alive()));
                before += row.bytes();
                first = false;
            }
        }
        return judged;
    }
}
