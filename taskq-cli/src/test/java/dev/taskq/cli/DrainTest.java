package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.memory.InMemoryTaskStore;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent is drained from the command line. */
class DrainTest {
    @Test
    void agentIsAskedToDrainByItsSessionAndShownSo() throws Exception {
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                CliRig rig = new CliRig(store)) {
            JsonNode agent = new JsonMapper().readTree(rig.run("agents").out());
            String session = agent.path("session").asText();
            assertThat(agent.path("draining").asBoolean(true)).isFalse();

            CliRig.Result drained = rig.run("agents", "drain", session);
            assertThat(drained.code()).as(drained.err()).isEqualTo(ExitCodes.OK);
            assertThat(new JsonMapper().readTree(drained.out()).path("draining").asBoolean())
                    .isTrue();
            assertThat(rig.runOnTerminal(150, Map.of("NO_COLOR", "1"), "agents").out())
                    .contains("draining");
            assertThat(rig.run("agents", "drain", "404404").code()).isEqualTo(ExitCodes.NOT_FOUND);
            assertThat(rig.run("agents", "drain", "no-number").code()).isEqualTo(ExitCodes.USAGE);
        }
    }
}
