package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.console.Demo.Fault;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoPageTest {
    private final Breaking demo = new Breaking();
    private final Served served = Served.start(new InMemoryTaskStore(), ConsoleConfig.DEFAULTS.withDemo(demo));

    private static final class Breaking implements Demo {
        private final List<Fault> caused = new CopyOnWriteArrayList<>();

        @Override
        public Figures figures() {
            List<Happened> happened = caused.stream()
                    .map(fault -> new Happened(Instant.now(), "caused " + fault))
                    .toList();
            return new Figures(1_200, 1_000, caused.size(), 4, caused.isEmpty(), happened);
        }

        @Override
        public List<Fault> faults() {
            return List.of(Fault.KILL_AGENT, Fault.STOP_REDIS);
        }

        @Override
        public void cause(Fault fault) {
            caused.add(fault);
        }
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void adminBreaksSomethingAndSeesTheFigures() {
        Visitor admin = served.visitor(Served.ADMIN);
        assertThat(admin.get("/console/demo").body())
                .contains(
                        "<dd>1,200</dd>",
                        "<dd>1,000</dd>",
                        "<dd>200</dd>",
                        "<dd>0</dd>",
                        "a task that you delete is counted there, too",
                        "<b>Redis</b> runs",
                        "Nothing yet.",
                        ">Kill an agent</button>",
                        ">Kill Redis</button>",
                        "hx-get=\"/console/demo\"")
                .doesNotContain("Flush Redis", "Start Redis");

        assertThat(admin.act("/console/demo", "/console/demo/stop-redis").header("Location"))
                .isEqualTo("/console/demo");
        assertThat(demo.caused).containsExactly(Fault.STOP_REDIS);
        assertThat(admin.get("/console/demo").body())
                .contains("<dd class=\"bad\">1</dd>", "<b>Redis</b> is dead", "caused STOP_REDIS");
        assertThat(admin.act("/console/demo", "/console/demo/drop-tables").status())
                .isEqualTo(404);
    }

    @Test
    void readerSeesTheFiguresAndBreaksNothing() {
        Visitor reader = served.visitor(Served.READER);
        assertThat(reader.get("/console/demo").body()).contains("<h1>Demo</h1>").doesNotContain("Kill an agent");
        assertThat(reader.act("/console/demo", "/console/demo/kill-agent").status())
                .isEqualTo(403);
        assertThat(demo.caused).doesNotContain(Fault.KILL_AGENT);
        assertThat(served.visitor(Served.OWNER).get("/console/demo").status()).isEqualTo(403);
    }

    @Test
    void consoleThatIsNoDemoHasNeitherThePageNorItsLink() {
        try (Served other = Served.start()) {
            Visitor admin = other.visitor(Served.ADMIN);
            assertThat(admin.get("/console").body()).doesNotContain("/console/demo");
            assertThat(admin.get("/console/demo").status()).isEqualTo(404);
            assertThat(admin.act("/console", "/console/demo/kill-agent").status())
                    .isEqualTo(404);
        }
    }
}
