package dev.taskq.rig.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuietLogsTest {
    private static final String PROPERTY = "logback.configurationFile";

    @Test
    void theConfigurationThatIsNamedIsThere() {
        QuietLogs.set();
        try {
            assertThat(QuietLogs.class.getClassLoader().getResource(System.getProperty(PROPERTY)))
                    .isNotNull();
        } finally {
            System.clearProperty(PROPERTY);
        }
    }
}
