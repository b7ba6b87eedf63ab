package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.PauseRequest;
import dev.taskq.proto.v1.PauseResponse;
import dev.taskq.proto.v1.ResumeRequest;
import dev.taskq.proto.v1.ResumeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pause and a resume say of a type that may be misspelt. */
class GrpcPauseTest {
    private static final String WARNING = "no agent serves the type gret, and none has ever served it";

    private final GrpcServed served = GrpcServed.start();

    @AfterEach
    void stop() throws InterruptedException {
        served.close();
    }

    private PauseResponse pause(String type) {
        return served.types().pause(PauseRequest.newBuilder().setType(type).build());
    }

    private ResumeResponse resume(String type) {
        return served.types().resume(ResumeRequest.newBuilder().setType(type).build());
    }

    @Test
    void typeThatNoAgentHasEverServedIsWarnedOf() {
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            assertThat(pause("gret").getState().getPaused()).isTrue();
            assertThat(pause("gret").getWarning()).startsWith(WARNING);
            assertThat(resume("gret").getWarning()).startsWith(WARNING);
            assertThat(pause("greet").hasWarning()).isFalse();
            assertThat(resume("greet").hasWarning()).isFalse();
        }
    }
}
