package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.client.Retries;
import dev.taskq.client.Task;
import dev.taskq.client.TaskqClient;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of the live screen over a real system, whose rows change between two readings. */
class TopControlTest {
    private InMemoryTaskStore store;
    private CliRig rig;
    private TaskqClient client;
    private TopFeed feed;
    private TopControl control;

    @BeforeEach
    void start() {
        store = new InMemoryTaskStore();
        rig = new CliRig(store);
        client = TaskqClient.builder(URI.create(rig.url()))
                .token(CliRig.TOKEN.secret())
                .retries(Retries.NONE)
                .build();
        feed = new TopFeed(client, InstantSource.system(), Duration.ofMillis(20)).start();
        control = new TopControl(feed);
    }

    @AfterEach
    void close() {
        feed.close();
        client.close();
        rig.close();
        store.close();
    }

    private long submit(String type) {
        return Long.parseLong(rig.run("submit", type, "--delay", "1h").out().replaceAll("\\D*(\\d+).*\\R", "$1"));
    }

    private List<Long> ids() {
        return feed.data().tasks().stream().map(Task::id).toList();
    }

    private void shows(Long... ids) throws Exception {
        Eventually.until(TestTimeouts.LONG, () -> ids().equals(List.of(ids)));
    }

    private void says(String message) throws Exception {
        Eventually.until(TestTimeouts.LONG, () -> control.message().contains(message));
    }

    private void press(Key... keys) {
        for (Key key : keys) {
            control.on(key, feed.data());
        }
    }

    /** Looks into the type, as the last one in the order of names. */
    private void select(String type) throws Exception {
        Eventually.until(
                TestTimeouts.LONG, () -> feed.data().names(control.view()).contains(type));
        control.settle(feed.data());
        press(Key.DOWN, Key.DOWN, Key.DOWN, Key.ENTER);
        assertThat(control.view()).isEqualTo(new TopView.Tasks(type));
    }

    @Test
    void keysActOnTheSelectedTaskAlsoIfAnotherOneIsAboveItNow() throws Exception {
        long first = submit("work");
        select("work");
        shows(first);
        assertThat(control.settle(feed.data())).isZero();
        long second = submit("work");
        shows(second, first);

        assertThat(control.settle(feed.data())).isEqualTo(1);
        press(Key.RETRY);
        says("task " + first + " is queued");
        press(Key.ENTER);
        assertThat(control.view()).isEqualTo(new TopView.Why("work", first));
        assertThat(rig.run("get", Long.toString(second)).out()).contains("\"scheduled\"");
    }

    @Test
    void aTaskThatHasGoneIsSelectedNoLongerAndTheNextMoveGoesOnFromThere() throws Exception {
        long first = submit("work");
        long second = submit("work");
        long third = submit("work");
        select("work");
        shows(third, second, first);
        control.settle(feed.data());
        press(Key.DOWN);
        rig.run("cancel", Long.toString(second));
        assertThat(rig.run("delete", Long.toString(second)).code()).isZero();
        shows(third, first);

        assertThat(control.settle(feed.data())).isEqualTo(-1);
        press(Key.RETRY, Key.ENTER);
        assertThat(control.message()).isEmpty();
        assertThat(control.view()).isEqualTo(new TopView.Tasks("work"));
        press(Key.DOWN, Key.RETRY);
        says("task " + first + " is queued");
    }

    @Test
    void theSelectedTypeIsPausedAlsoIfAnotherOneIsAboveItNow() throws Exception {
        Eventually.until(TestTimeouts.LONG, () -> feed.data().types().size() == 2);
        List<String> before = feed.data().names(control.view());
        control.settle(feed.data());
        submit("aaa");
        Eventually.until(
                TestTimeouts.LONG, () -> feed.data().names(control.view()).contains("aaa"));

        assertThat(control.settle(feed.data())).isEqualTo(1);
        press(Key.PAUSE);
        says(before.getFirst() + " is paused");
        press(Key.RETRY);
        assertThat(control.message()).isEqualTo("Retry all failed tasks of " + before.getFirst() + "? y/n");
    }
}
