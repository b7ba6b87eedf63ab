package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.OperationStatus;
import dev.taskq.Origin;
import dev.taskq.TaskSelection;
import dev.taskq.spi.Advance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists of operations. */
interface OperationListContract extends StoreUnderTest {
    private static long start(StoreFixture store, OperationAction action, String caller) {
        return store.operations()
                .start(NewOperation.of(action, List.of(1L))
                        .withLimit(3)
                        .withOrigin(new Origin(caller, "c-1", Optional.empty())))
                .id();
    }

    private static List<Long> ids(OperationPage page) {
        return page.operations().stream().map(Operation::id).toList();
    }

    private static List<Long> listed(StoreFixture store, OperationFilter filter) {
        OperationPage page = store.operations().list(filter, OptionalLong.empty(), 100, 100);
        assertThat(page.next()).isEmpty();
        return ids(page);
    }

    /** Reads all pages. No page may have more operations than its limit. */
    private static List<Long> paged(StoreFixture store, OperationFilter filter, int limit, int scan) {
        List<Long> all = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        do {
            OperationPage page = store.operations().list(filter, before, limit, scan);
            assertThat(page.operations()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(ids(page));
            assertThat(page.next()).isNotEqualTo(before.isPresent() ? before : OptionalLong.of(Long.MAX_VALUE));
            before = page.next();
        } while (before.isPresent());
        return all;
    }

    @Test
    default void listHasEachOperationWithoutItsSelection(StoreFixture store) {
        assertThat(listed(store, OperationFilter.ALL)).isEmpty();
        long id = start(store, OperationAction.CANCEL, "shop");
        store.operations().advance(new Advance(id, 10, 10, false));

        OperationPage page = store.operations().list(OperationFilter.ALL, OptionalLong.empty(), 1, 1);

        Operation stored = store.operations().find(id).orElseThrow();
        assertThat(page.operations()).containsExactly(stored.toListed());
        assertThat(page.operations().getFirst().request().selection()).isEqualTo(new TaskSelection.Unread());
        NewOperation again = page.operations().getFirst().request();
        assertThatThrownBy(() -> store.operations().start(again)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void listOfOperationsIsFiltered(StoreFixture store) {
        long failed = start(store, OperationAction.CANCEL, "shop");
        long done = start(store, OperationAction.RETRY, "shop");
        long other = start(store, OperationAction.CANCEL, "other");
        long running = start(store, OperationAction.DELETE, "shop");
        store.operations().fail(failed, "broken");
        store.operations().advance(new Advance(done, 10, 10, false));

        OperationFilter all = OperationFilter.ALL;
        assertThat(listed(store, all)).containsExactly(running, other, done, failed);
        assertThat(listed(store, all.withCaller("shop"))).containsExactly(running, done, failed);
        assertThat(listed(store, all.withCaller("Shop"))).isEmpty();
        assertThat(listed(store, all.withAction(OperationAction.CANCEL))).containsExactly(other, failed);
        assertThat(listed(store, all.withStatuses(Set.of(OperationStatus.DONE, OperationStatus.FAILED))))
                .containsExactly(done, failed);
        OperationFilter both = all.withAction(OperationAction.CANCEL).withStatuses(Set.of(OperationStatus.RUNNING));
        assertThat(listed(store, both)).containsExactly(other);
        assertThat(listed(store, both.withCaller("shop"))).isEmpty();
        assertThat(listed(store, all.withCaller("shop").withAction(OperationAction.CANCEL)))
                .containsExactly(failed);
        assertThat(listed(store, all.withCaller("shop").withStatuses(Set.of(OperationStatus.RUNNING))))
                .containsExactly(running);
    }

    @Test
    default void pagesOfOperationsFollowOneAnother(StoreFixture store) {
        List<Long> all = new ArrayList<>();
        List<Long> own = new ArrayList<>();
        List<Long> cancels = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            OperationAction action = i % 4 == 0 ? OperationAction.CANCEL : OperationAction.RETRY;
            long id = start(store, action, i % 2 == 0 ? "shop" : "other");
            all.addFirst(id);
            if (i % 2 == 0) {
                own.addFirst(id);
            }
            if (i % 4 == 0) {
                cancels.addFirst(id);
            }
        }
        OperationFilter shop = OperationFilter.ALL.withCaller("shop");
        OperationFilter cancel = OperationFilter.ALL.withAction(OperationAction.CANCEL);
        for (int limit : new int[] {1, 2, 5, 12, 13}) {
            for (int scan : new int[] {1, 3, 12, 13}) {
                assertThat(paged(store, OperationFilter.ALL, limit, scan)).isEqualTo(all);
                assertThat(paged(store, shop, limit, scan)).isEqualTo(own);
                assertThat(paged(store, cancel, limit, scan)).isEqualTo(cancels);
                assertThat(paged(store, shop.withAction(OperationAction.CANCEL), limit, scan))
                        .isEqualTo(cancels);
            }
        }
    }

    /** Its end says nothing about the operations of others. */
    @Test
    default void pageOfACallersOperationsEndsAtOneOfItsOwn(StoreFixture store) {
        long oldest = start(store, OperationAction.CANCEL, "shop");
        start(store, OperationAction.CANCEL, "other");
        long newer = start(store, OperationAction.RETRY, "shop");
        start(store, OperationAction.CANCEL, "other");
        OperationFilter filter = OperationFilter.ALL.withCaller("shop").withAction(OperationAction.CANCEL);

        OperationPage first = store.operations().list(filter, OptionalLong.empty(), 10, 1);
        OperationPage second = store.operations().list(filter, first.next(), 10, 1);

        assertThat(first.operations()).isEmpty();
        assertThat(first.next()).hasValue(newer);
        assertThat(ids(second)).containsExactly(oldest);
        // A list without a caller reads the rows of all.
        OperationPage ofAll = store.operations().list(OperationFilter.ALL, OptionalLong.empty(), 10, 3);
        assertThat(ofAll.next()).hasValue(oldest + 1);
    }
}
