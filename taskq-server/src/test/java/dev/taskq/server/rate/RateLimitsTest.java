package dev.taskq.server.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.server.Caller;
import dev.taskq.server.RateLimit;
import dev.taskq.server.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    /** A clock may begin anywhere, also just before its overflow. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final RateLimits limits = new RateLimits(nanos::get);

    @Test
    void burstGrowsAgainAtTheRate() {
        Caller shop = caller("shop", 10, Duration.ofSeconds(1), 3);

        for (int left = 2; left >= 0; left--) {
            Quota quota = take(shop, 1);
            assertThat(quota.retryAfter()).isEmpty();
            assertThat(quota.remaining()).isEqualTo(left);
        }
        assertThat(take(shop, 1).retryAfter()).contains(Duration.ofMillis(100));
        assertThat(take(shop, 1).wholeAfter()).isEqualTo(Duration.ofMillis(300));
        assertThat(limits.quota(shop).orElseThrow().remaining()).isZero();

        advance(Duration.ofMillis(99));
        assertThat(take(shop, 1).retryAfter()).contains(Duration.ofMillis(1));
        advance(Duration.ofMillis(1));
        assertThat(take(shop, 1).retryAfter()).isEmpty();

        advance(Duration.ofDays(1));
        assertThat(take(shop, 1).remaining()).isEqualTo(2);
    }

    @Test
    void severalCallsAreTakenTogetherOrNotAtAll() {
        Caller shop = caller("shop", 1, Duration.ofSeconds(1), 10);

        assertThat(take(shop, 7).remaining()).isEqualTo(3);
        Quota refused = take(shop, 4);
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(refused.remaining()).isEqualTo(3);
        assertThat(take(shop, 3).retryAfter()).isEmpty();
    }

    @Test
    void moreThanTheBurstNeedsTheWholeBurstAndIsOwed() {
        Caller shop = caller("shop", 1, Duration.ofSeconds(1), 10);
        take(shop, 1);

        assertThat(take(shop, 1_000).retryAfter()).contains(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(1));
        assertThat(take(shop, 1_000).retryAfter()).isEmpty();

        assertThat(take(shop, 1).remaining()).isZero();
        assertThat(take(shop, 1).retryAfter()).contains(Duration.ofSeconds(991));
    }

    @Test
    void batchThatIsLargerThanTheBurstTakesTheWholeBurst() {
        Caller shop = caller("shop", 1, Duration.ofSeconds(1), 10);
        take(shop, 1);

        assertThat(limits.takeRest(shop, 11).orElseThrow().retryAfter()).isEmpty();
        assertThat(take(shop, 1).retryAfter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void batchThatIsRefusedCostsNothing() {
        Caller shop = caller("shop", 1, Duration.ofSeconds(1), 10);
        take(shop, 4);
        take(shop, 1);

        assertThat(limits.takeRest(shop, 7).orElseThrow().retryAfter()).contains(Duration.ofSeconds(1));

        assertThat(limits.quota(shop).orElseThrow().remaining()).isEqualTo(6);
        advance(Duration.ofSeconds(1));
        take(shop, 1);
        assertThat(limits.takeRest(shop, 7).orElseThrow().remaining()).isZero();
    }

    @Test
    void callersAndLimitsAreApart() {
        Caller shop = caller("shop", 1, Duration.ofHours(1), 1);
        Caller other = caller("other", 1, Duration.ofHours(1), 1);
        Caller changed = caller("shop", 1, Duration.ofHours(1), 2);

        assertThat(take(shop, 1).retryAfter()).isEmpty();
        assertThat(take(other, 1).retryAfter()).isEmpty();
        assertThat(take(changed, 1).retryAfter()).isEmpty();
        assertThat(take(new Caller("shop", Set.of(Scope.ADMIN), shop.rateLimit()), 1)
                        .retryAfter())
                .as("another token of the same caller")
                .isPresent();
        assertThat(limits.refused()).isEqualTo(1);
        assertThat(limits.take(new Caller("free", Set.of()), 1_000_000)).isEmpty();
    }

    @Test
    void extremesDoNotOverflow() {
        Caller slow = caller("slow", 1, Duration.ofHours(1), RateLimit.MOST);

        assertThat(take(slow, Integer.MAX_VALUE).retryAfter()).isEmpty();
        assertThat(take(slow, 1).retryAfter()).contains(Duration.ofHours(1));
        assertThat(take(slow, Integer.MAX_VALUE).retryAfter()).contains(Duration.ofHours(RateLimit.MOST));
    }

    /** The law of a bucket: in any time, at most the burst and what the rate brings meanwhile. */
    @Test
    void neverMoreThanTheBurstAndTheRateAllow() {
        Random random = new Random(14);
        for (int round = 0; round < 200; round++) {
            Caller caller = caller("c" + round, 1 + random.nextInt(50), Duration.ofSeconds(1), 1 + random.nextInt(50));
            RateLimit limit = caller.rateLimit().orElseThrow();
            long begun = nanos.get();
            long taken = 0;
            for (int i = 0; i < 500; i++) {
                int calls = 1 + random.nextInt(limit.burst());
                taken += take(caller, calls).retryAfter().isEmpty() ? calls : 0;
                double seconds = (nanos.get() - begun) / 1e9;
                assertThat((double) taken).isLessThanOrEqualTo(limit.burst() + seconds * limit.calls() * 1.001);
                advance(Duration.ofMillis(random.nextInt(200)));
            }
            double seconds = (nanos.get() - begun) / 1e9;
            assertThat((double) taken).as("it is used").isGreaterThan(seconds * limit.calls() / 4);
        }
    }

    @Test
    void concurrentCallsShareTheBurst() {
        Caller shop = caller("shop", 1, Duration.ofHours(1), 1_000);
        AtomicInteger admitted = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int call = 0; call < 500; call++) {
                        admitted.addAndGet(take(shop, 1).retryAfter().isEmpty() ? 1 : 0);
                    }
                });
            }
        }
        assertThat(admitted).hasValue(1_000);
    }

    @Test
    void callersAreRememberedUpToABound() {
        Caller first = caller("first", 1, Duration.ofHours(1), 1);
        take(first, 1);
        for (int i = 0; i < RateLimits.MOST; i++) {
            take(caller("c" + i, 1, Duration.ofHours(1), 1), 1);
        }
        assertThat(take(caller("c" + (RateLimits.MOST - 1), 1, Duration.ofHours(1), 1), 1)
                        .retryAfter())
                .as("the most recent one")
                .isPresent();
        assertThat(take(first, 1).retryAfter()).as("the least recent one").isEmpty();
    }

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Quota take(Caller caller, int calls) {
        return limits.take(caller, calls).orElseThrow();
    }

    private static Caller caller(String name, int calls, Duration period, int burst) {
        return new Caller(name, Set.of(Scope.SUBMIT), Optional.of(new RateLimit(calls, period, burst)));
    }
}
