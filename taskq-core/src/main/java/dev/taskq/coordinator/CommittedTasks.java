package dev.taskq.coordinator;

import dev.taskq.StoreUnavailableException;
import dev.taskq.engine.GroupCommit;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues tasks as soon as the transactions of an application that submitted them have committed. This only saves time: the leader
 * finds such tasks by itself. So what does not fit, or fails, is dropped. Thread-safe.
 */
final class CommittedTasks {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedTasks.class);
    private static final int BATCH = 500;
    private static final int BYTES_OF_AN_ID = 8;

    private final Dispatch dispatch;
    private final KnownTypes types;
    private final Sender sender;
    private final GroupCommit<Long, Optional<Hint>> promotions;

    CommittedTasks(Platform platform, String name, Dispatch dispatch, KnownTypes types, Sender sender) {
        this.dispatch = dispatch;
        this.types = types;
        this.sender = sender;
        this.promotions = new GroupCommit<>(
                platform,
                name + "-committed",
                new GroupCommit.Limits(1, BATCH, (long) BATCH * BYTES_OF_AN_ID),
                this::promote);
    }

    void start() {
        promotions.start();
    }

    void close(Timer longest) throws InterruptedException {
        promotions.close(longest);
    }

    void promote(Collection<Long> ids) {
        List<Long> all = List.copyOf(ids);
        try {
            for (int from = 0; from < all.size(); from += BATCH) {
                List<Long> some = all.subList(from, Math.min(all.size(), from + BATCH));
                promotions.post(some, (long) some.size() * BYTES_OF_AN_ID, Dropped.INSTANCE);
            }
        } catch (StoreUnavailableException e) {
            LOG.debug("tasks are left to the leader number={}", all.size());
        }
    }

    private List<Optional<Hint>> promote(List<Long> ids) {
        List<Hint> hints = dispatch.promote(ids.stream().distinct().sorted().toList());
        sender.offer(hints);
        types.admitStored(hints.stream().map(Hint::type).collect(Collectors.toSet()));
        Map<Long, Hint> byId = new HashMap<>();
        hints.forEach(hint -> byId.put(hint.id(), hint));
        return ids.stream().map(id -> Optional.ofNullable(byId.get(id))).toList();
    }

    /** No caller waits for a promotion. */
    private enum Dropped implements GroupCommit.Completion<Optional<Hint>> {
        INSTANCE;

        @Override
        public void done(List<Optional<Hint>> results) {}

        @Override
        public void failed(RuntimeException failure) {
            LOG.debug("tasks are left to the leader: {}", failure.toString());
        }
    }
}
