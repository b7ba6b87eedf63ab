package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.QueueUnavailableException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CausesTest {
    @Test
    void causesStandInOneLineOutermostFirst() {
        Throwable refused = new ConnectException("Connection refused\nat a port");
        Throwable outer = new IllegalStateException("Unable to connect to redis:6379", refused);

        assertThat(Causes.text(new QueueUnavailableException(outer)))
                .isEqualTo("Unable to connect to redis:6379: Connection refused");
    }

    @Test
    void causeWithoutAMessageIsNamedByItsClass() {
        assertThat(Causes.text(new QueueUnavailableException(new TimeoutException())))
                .isEqualTo("TimeoutException");
    }

    @Test
    void failureWithoutACauseSpeaksForItself() {
        assertThat(Causes.text(new QueueUnavailableException(null)))
                .isEqualTo("the queue cannot be reached or does not serve; repeat the call");
    }
}
