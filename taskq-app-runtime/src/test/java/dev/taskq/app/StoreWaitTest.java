package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreUnavailableException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StoreWaitTest {
    private static String line(StoreUnavailableException failure) {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(StoreWait.class);
        logger.addAppender(lines);
        StopRequest stop = new StopRequest();
        stop.ask();
        try {
            assertThatThrownBy(() -> StoreWait.until("migrate", stop, () -> {
                        throw failure;
                    }))
                    .isInstanceOf(InterruptedException.class);
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSize(1);
        return lines.list.get(0).getFormattedMessage();
    }

    @Test
    void lineNamesTheAddressAndWhatFailedThere() {
        SQLException failure = new SQLException("Connection to db:5432 failed", new ConnectException("refused"));

        assertThat(line(new StoreUnavailableException(failure)))
                .endsWith(" step=\"migrate\" reason=\"Connection to db:5432 failed: refused\"");
    }

    /** The connection may be lost under the commit of the first session. */
    @Test
    void actionWhoseOutcomeIsUnknownIsRepeated() throws Exception {
        AtomicInteger tries = new AtomicInteger();

        String done = StoreWait.until("session", new StopRequest(), () -> {
            if (tries.incrementAndGet() < 2) {
                throw new OutcomeUnknownException(List.of(), null);
            }
            return "done";
        });

        assertThat(done).isEqualTo("done");
        assertThat(tries).hasValue(2);
    }

    @Test
    void lineNamesTheRemedyIfThereIsOne() {
        StoreUnavailableException failure = new StoreMisconfiguredException(
                StoreMisconfiguredException.Problem.NO_SUCH_DATABASE, "create it", new SQLException("3D000"));

        assertThat(line(failure)).endsWith(" reason=\"create it\"");
    }
}
