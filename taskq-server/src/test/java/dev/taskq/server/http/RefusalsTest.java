package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalsTest {
    @Test
    void floodOfThemIsOneLineInTenSeconds() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
        logger.addAppender(lines);
        try {
            AtomicLong now = new AtomicLong();
            Refusals refusals = new Refusals(DirectHandler.defaultHandler(), Optional.empty(), now::get);

            for (int i = 0; i < 1_000; i++) {
                refuse(refusals);
            }
            now.set(Duration.ofSeconds(10).toNanos());
            refuse(refusals);

            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "requests were refused before they reached a route number=1 last_status=400 last_reason=\"why\"",
                            "requests were refused before they reached a route number=1000 last_status=400"
                                    + " last_reason=\"why\"");
        } finally {
            logger.detachAppender(lines);
        }
    }

    private static void refuse(Refusals refusals) {
        refusals.handle(
                TransportRequest.empty(),
                EventType.BAD_REQUEST,
                Status.BAD_REQUEST_400,
                ServerResponseHeaders.create(),
                "why");
    }
}
