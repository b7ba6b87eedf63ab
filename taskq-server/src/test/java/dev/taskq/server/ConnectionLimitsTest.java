package dev.taskq.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {
    private static final long MEGABYTE = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({
        "4096, 4096, 3072",
        "1048576, 576, 4608",
        "1024, 8192, 768",
        "256, 8192, 128",
        "64, 8192, 16",
        "1048576, 1, 16"
    })
    void connectionsFollowFromDescriptorsAndHeap(long descriptors, long heapMegabytes, int connections) {
        assertThat(ConnectionLimits.connectionsFor(descriptors, heapMegabytes * MEGABYTE))
                .isEqualTo(connections);
    }
}
