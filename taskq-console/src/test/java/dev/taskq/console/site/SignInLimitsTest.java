package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SignInLimitsTest {
    private final AtomicLong now = new AtomicLong();
    private final SignInLimits limits = new SignInLimits(now::get);

    @Test
    void anAddressHasABurstAndThenOneAttemptEachTenSeconds() {
        for (int i = 0; i < SignInLimits.BURST; i++) {
            assertThat(limits.take("10.0.0.1")).isEmpty();
        }
        assertThat(limits.take("10.0.0.1")).contains(Duration.ofSeconds(10));
        assertThat(limits.take("10.0.0.2")).isEmpty();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(limits.take("10.0.0.1")).isEmpty();
        assertThat(limits.take("10.0.0.1")).isPresent();
    }

    @Test
    void aNetworkOfIpVersion6IsOneAddress() {
        for (int i = 0; i < SignInLimits.BURST; i++) {
            assertThat(limits.take("2001:db8:0:1::" + i)).isEmpty();
        }
        assertThat(limits.take("2001:db8:0:1:ffff:ffff:ffff:ffff")).isPresent();
        assertThat(limits.take("2001:db8:0:2::1")).isEmpty();
        assertThat(limits.size()).isEqualTo(2);
    }

    @Test
    void refusalsAreALineAMinuteAtMost() {
        Logger logger = (Logger) LoggerFactory.getLogger(SignInLimits.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < SignInLimits.BURST + 5; i++) {
                limits.take("10.0.0.1");
            }
            assertThat(lines.list).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getFormattedMessage()).contains("refused=1", "last_address=10.0.0.1");
            });
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            for (int i = 0; i < SignInLimits.BURST; i++) {
                limits.take("10.0.0.1");
            }
            assertThat(lines.list).hasSize(2);
            assertThat(lines.list.getLast().getFormattedMessage()).contains("refused=5");
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void addressesThatAreRememberedAreBounded() {
        for (int i = 0; i < SignInLimits.MOST + 100; i++) {
            limits.take("address-" + i);
        }
        assertThat(limits.size()).isEqualTo(SignInLimits.MOST);
    }
}
