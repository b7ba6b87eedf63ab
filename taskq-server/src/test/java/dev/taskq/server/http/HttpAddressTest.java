package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.server.CannotListenException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"no.such.host.invalid", "203.0.113.1", "a b"})
    void addressThatIsNotOursIsSaidInOneLine(String host) {
        assertThatThrownBy(() -> new HttpAddress(host, 0).requireFree())
                .isInstanceOf(CannotListenException.class)
                .message()
                .startsWith("cannot listen on " + host + " port 0, ")
                .hasLineCount(1);
    }

    @Test
    void portIsTakenAsLongAsAProcessListens() throws Exception {
        HttpAddress address;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new HttpAddress("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(address::requireFree)
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
        assertThatCode(address::requireFree).doesNotThrowAnyException();
    }
}
