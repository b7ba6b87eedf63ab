package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.AuditAction;
import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** All that {@link dev.taskq.spi.AuditLog} promises, as tests. */
public interface AuditLogContract extends StoreUnderTest {
    /** More entries than there are. */
    long MANY = 1_000;

    private static NewAuditEntry change(String caller, AuditAction action, String subject) {
        return new NewAuditEntry(caller, action, subject, "a detail", "correlation-1");
    }

    private static long written(StoreFixture store, String caller, AuditAction action, String subject) {
        return store.auditLog().write(change(caller, action, subject)).id();
    }

    private static List<Long> ids(AuditPage page) {
        return page.entries().stream().map(AuditEntry::id).toList();
    }

    private static List<Long> listed(StoreFixture store, AuditFilter filter) {
        AuditPage page = store.auditLog().entries(filter, OptionalLong.empty(), 100, 100);
        assertThat(page.next()).isEmpty();
        return ids(page);
    }

    /** Reads all pages. No page may have more entries than its limit. */
    private static List<Long> paged(StoreFixture store, AuditFilter filter, int limit, int scan) {
        List<Long> all = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        do {
            AuditPage page = store.auditLog().entries(filter, before, limit, scan);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(ids(page));
            assertThat(page.next()).isNotEqualTo(before.isPresent() ? before : OptionalLong.of(Long.MAX_VALUE));
            before = page.next();
        } while (before.isPresent());
        return all;
    }

    @Test
    default void entryIsReadAsItWasWritten(StoreFixture store) {
        Instant before = store.now();
        NewAuditEntry change = change("shop", AuditAction.RETRY_TASK, "task 17");

        AuditEntry entry = store.auditLog().write(change);

        assertThat(entry.change()).isEqualTo(change);
        assertThat(entry.at()).isBetween(before, store.now());
        assertThat(store.auditLog()
                        .entries(AuditFilter.ALL, OptionalLong.empty(), 1, 1)
                        .entries())
                .containsExactly(entry);
    }

    @Test
    default void everyActionIsKept(StoreFixture store) {
        for (AuditAction action : AuditAction.values()) {
            long id = written(store, "shop", action, "any");
            assertThat(listed(store, AuditFilter.ALL.withAction(action))).containsExactly(id);
        }
    }

    @Test
    default void entriesAreFiltered(StoreFixture store) {
        long first = written(store, "shop", AuditAction.CANCEL_TASK, "task 1");
        long second = written(store, "mail", AuditAction.CANCEL_TASK, "task 12");
        long third = written(store, "shop", AuditAction.PAUSE_TYPE, "type greet");

        AuditFilter all = AuditFilter.ALL;
        assertThat(listed(store, all)).containsExactly(third, second, first);
        assertThat(listed(store, all.withCaller("shop"))).containsExactly(third, first);
        assertThat(listed(store, all.withCaller("Shop"))).isEmpty();
        assertThat(listed(store, all.withAction(AuditAction.CANCEL_TASK))).containsExactly(second, first);
        assertThat(listed(store, all.withSubject("task 1"))).containsExactly(first);
        assertThat(listed(store, all.withSubject("task"))).isEmpty();
        AuditFilter both = all.withCaller("shop").withAction(AuditAction.CANCEL_TASK);
        assertThat(listed(store, both)).containsExactly(first);
        assertThat(listed(store, both.withSubject("task 12"))).isEmpty();
        assertThat(listed(store, all.withCaller("shop").withSubject("type greet")))
                .containsExactly(third);
    }

    @Test
    default void pagesOfEntriesFollowOneAnother(StoreFixture store) {
        List<Long> all = new ArrayList<>();
        List<Long> own = new ArrayList<>();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            AuditAction action = i % 3 == 0 ? AuditAction.PAUSE_TYPE : AuditAction.RESUME_TYPE;
            long id = written(store, i % 2 == 0 ? "shop" : "mail", action, "type greet");
            all.addFirst(id);
            if (i % 2 == 0) {
                own.addFirst(id);
            }
            if (i % 3 == 0) {
                pauses.addFirst(id);
            }
        }
        AuditFilter filter = AuditFilter.ALL;
        for (int limit = 1; limit < 9; limit++) {
            for (int scan = 1; scan < 9; scan++) {
                assertThat(paged(store, filter, limit, scan)).isEqualTo(all);
                assertThat(paged(store, filter.withCaller("shop"), limit, scan)).isEqualTo(own);
                assertThat(paged(store, filter.withAction(AuditAction.PAUSE_TYPE), limit, scan))
                        .isEqualTo(pauses);
            }
        }
    }

    /** Entries of the caller lie between those that fit. They take no place on a page, and end none. */
    @Test
    default void pagesOfACallersEntriesOfOneActionFollowOneAnother(StoreFixture store) {
        List<Long> fitting = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            AuditAction action = i % 4 == 0 ? AuditAction.PAUSE_TYPE : AuditAction.RESUME_TYPE;
            long id = written(store, i % 2 == 0 ? "shop" : "mail", action, "type greet");
            if (i % 4 == 0) {
                fitting.addFirst(id);
            }
        }
        AuditFilter filter = AuditFilter.ALL.withCaller("shop").withAction(AuditAction.PAUSE_TYPE);
        for (int limit = 1; limit < 5; limit++) {
            for (int scan = 1; scan < 8; scan++) {
                assertThat(paged(store, filter, limit, scan))
                        .as("pages of %d, of %d rows", limit, scan)
                        .isEqualTo(fitting);
            }
        }
    }

    @Test
    default void noMoreRowsAreReadForAPageThanAllowed(StoreFixture store) {
        written(store, "shop", AuditAction.PAUSE_TYPE, "type greet");
        long second = written(store, "shop", AuditAction.RESUME_TYPE, "type greet");
        written(store, "shop", AuditAction.RESUME_TYPE, "type greet");
        for (AuditFilter filter : List.of(AuditFilter.ALL, AuditFilter.ALL.withCaller("shop"))) {
            AuditPage page =
                    store.auditLog().entries(filter.withAction(AuditAction.PAUSE_TYPE), OptionalLong.empty(), 10, 2);
            assertThat(page.entries()).isEmpty();
            assertThat(page.next()).hasValue(second);
        }
    }

    @Test
    default void onlyOldEntriesAreDeletedOldestFirstAndInSteps(StoreFixture store) throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(written(store, "shop", AuditAction.PAUSE_TYPE, "type greet"));
        }
        assertThat(store.auditLog().purge(Duration.ofDays(1), MANY, 100)).isZero();

        // A negative retention is in the future, so that all entries are past it.
        assertThat(store.auditLog().purge(Duration.ofDays(-1), MANY, 2)).isEqualTo(2);
        assertThat(listed(store, AuditFilter.ALL)).containsExactly(ids.getLast());
        assertThat(store.auditLog().purge(Duration.ofDays(-1), MANY, 2)).isEqualTo(1);
        assertThat(listed(store, AuditFilter.ALL)).isEmpty();
    }

    @Test
    default void entriesBeyondTheMostAreDeletedOldestFirst(StoreFixture store) throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(written(store, "shop", AuditAction.PAUSE_TYPE, "type greet"));
        }
        assertThat(store.auditLog().purge(Duration.ofDays(1), 5, 100)).isZero();

        assertThat(store.auditLog().purge(Duration.ofDays(1), 2, 100)).isEqualTo(3);
        assertThat(listed(store, AuditFilter.ALL)).containsExactly(ids.get(4), ids.get(3));
    }

    @Test
    default void otherProcessesSeeEntriesToo(StoreFixture store) throws Exception {
        AuditEntry entry = store.auditLog().write(change("shop", AuditAction.DELETE_TASK, "task 1"));

        assertThat(store.another()
                        .auditLog()
                        .entries(AuditFilter.ALL, OptionalLong.empty(), 1, 1)
                        .entries())
                .containsExactly(entry);
    }

    @Test
    default void boundsOfEntriesAreChecked(StoreFixture store) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.auditLog().entries(AuditFilter.ALL, OptionalLong.empty(), 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.auditLog().entries(AuditFilter.ALL, OptionalLong.empty(), 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> store.auditLog().purge(Duration.ofDays(1), MANY, 0));
    }
}
