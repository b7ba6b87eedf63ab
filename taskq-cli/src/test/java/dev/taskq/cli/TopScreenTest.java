package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.client.Retries;
import dev.taskq.client.TaskqClient;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the live screen draws of a real system, on screens of several sizes. */
class TopScreenTest {
    private static final Terminals.Size SMALL = new Terminals.Size(24, 80);

    private final TopScreen screen = new TopScreen("http://here", false, InstantSource.system());

    private List<String> lines(TopData data, TopView view, int selected, Terminals.Size size) {
        List<String> lines = screen.lines(data, view, selected, "message", size);
        assertThat(lines).hasSizeLessThanOrEqualTo(size.rows()).allMatch(line -> line.length() <= size.columns());
        return lines;
    }

    @Test
    void itFitsEverySizeAndShowsWhatIsAsked() throws Exception {
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                CliRig rig = new CliRig(store);
                TaskqClient client = TaskqClient.builder(URI.create(rig.url()))
                        .token(CliRig.TOKEN.secret())
                        .retries(Retries.NONE)
                        .build();
                TopFeed feed = new TopFeed(client, InstantSource.system(), Duration.ofMillis(20)).start()) {
            for (int i = 0; i < 40; i++) {
                rig.run("submit", "type_with_a_rather_long_name_" + i);
            }
            rig.run("pause", "resize_image");
            Eventually.until(
                    TestTimeouts.LONG,
                    () -> feed.data().types().size() >= 42
                            && feed.data().types().stream().anyMatch(type -> type.agents() == 1));
            TopData data = feed.data();

            List<String> small = lines(data, new TopView.Types(), 0, SMALL);
            assertThat(small).hasSize(24);
            assertThat(small.get(0)).contains("http://here", "types", "UTC");
            assertThat(small.get(1))
                    .matches(
                            "in \\d+, out \\d+, failed \\d+/min  waiting \\d+  running \\d+  agents 1  free \\d+/\\d+");
            // No number is cut off.
            assertThat(lines(data, new TopView.Types(), 0, new Terminals.Size(24, 35))
                            .get(1))
                    .matches("in \\d+, out \\d+, failed \\d+/min");
            assertThat(small.get(3))
                    .contains("TYPE", "WAITING", "OUT/MIN", "PAUSED")
                    .doesNotContain("SCHEDULED");
            assertThat(small.get(4)).startsWith("> ");
            assertThat(small.get(22)).isEqualTo("message");
            assertThat(small.get(23)).contains("q quit");
            assertThat(lines(data, new TopView.Types(), 0, new Terminals.Size(60, 200)))
                    .anyMatch(line -> line.contains("SCHEDULED") && line.contains("AGENTS"))
                    .anyMatch(line -> line.contains("paused") && line.contains("by tests"));
            // The selected row is visible, however far down it is.
            assertThat(lines(data, new TopView.Types(), 39, SMALL))
                    .filteredOn(line -> line.startsWith("> "))
                    .hasSize(1);
            assertThat(lines(data, new TopView.Types(), -1, SMALL))
                    .hasSize(24)
                    .noneMatch(line -> line.startsWith("> "));
            assertThat(lines(data, new TopView.Types(), 0, new Terminals.Size(3, 10)))
                    .hasSizeLessThanOrEqualTo(3);
            assertThat(lines(data, new TopView.Agents(), 0, SMALL)).anyMatch(line -> line.contains("SLOTS"));

            feed.show(new TopView.Tasks("type_with_a_rather_long_name_3"));
            Eventually.until(TestTimeouts.LONG, () -> !feed.data().tasks().isEmpty());
            TopData within = feed.data();
            long id = within.tasks().get(0).id();
            assertThat(lines(within, new TopView.Tasks("t"), 0, SMALL).get(4)).contains(id + "", "queued");
            feed.show(new TopView.Why("t", id));
            Eventually.until(TestTimeouts.LONG, () -> feed.data().explanation().isPresent());
            assertThat(lines(feed.data(), new TopView.Why("t", id), 0, SMALL).get(4))
                    .contains("agent");

            feed.ask(calls -> "task " + calls.cancel(id).status());
            Eventually.until(TestTimeouts.LONG, () -> feed.message().equals("task cancelled"));
            feed.ask(calls -> "task " + calls.cancel(404_404).status());
            Eventually.until(TestTimeouts.LONG, () -> feed.message().contains("404"));
            rig.close();
            Eventually.until(TestTimeouts.LONG, () -> feed.data().problem().isPresent());
            assertThat(lines(feed.data(), new TopView.Types(), 0, SMALL).get(22))
                    .startsWith("old: ");
        }
    }

    @Test
    void keysAreRead() {
        assertThat(Key.of(new byte[0])).isEmpty();
        assertThat(Key.of(new byte[] {0x1b, '[', 'A', 'j', 0x1b, 'O', 'B', 'q'}))
                .containsExactly(Key.UP, Key.DOWN, Key.DOWN, Key.QUIT);
        assertThat(Key.of(new byte[] {0x1b})).containsExactly(Key.BACK);
        assertThat(Key.of(new byte[] {0x1b, 'j', 'r'})).containsExactly(Key.BACK, Key.DOWN, Key.RETRY);
        assertThat(Key.of(new byte[] {'\r', 'x', 0x7f})).containsExactly(Key.ENTER, Key.OTHER, Key.BACK);
    }

    @Test
    void noCharacterIsCutInHalf() {
        assertThat(Text.fitted("a\ud83d\ude00bc", 3)).isEqualTo("a…");
        assertThat(Text.fitted("a\ud83d\ude00bc", 4)).isEqualTo("a\ud83d\ude00…");
        assertThat(Text.fitted("\ud83d\ude00", 1)).isEqualTo("…");
    }
}
