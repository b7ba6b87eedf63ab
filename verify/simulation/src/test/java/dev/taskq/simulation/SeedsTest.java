package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Accident;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static final long FEW = 900;
    private static final long MANY = 20_000;

    private static Seeds.Result play(long number) throws InterruptedException {
        return new Seeds(Focus::drawn, Runtime.getRuntime().availableProcessors(), played -> {}, () -> false)
                .run(0, number);
    }

    @Test
    void noPromiseIsBrokenWhateverGoesWrong() throws InterruptedException {
        Seeds.Result result = play(FEW);
        System.out.println(result.coverage().table());
        assertThat(result.finding()).as("to be played again by its seed").isEmpty();
        assertThat(result.played()).isEqualTo(FEW);
        for (Accident accident : EnumSet.allOf(Accident.class)) {
            assertThat(result.coverage().of(accident)).as("%s", accident).isPositive();
        }
        for (Move move : EnumSet.allOf(Move.class)) {
            assertThat(result.coverage().of(move)).as("%s", move).isPositive();
        }
        for (Notable notable : EnumSet.of(
                Notable.TRANSACTION_COMMITTED,
                Notable.TRANSACTION_ROLLED_BACK,
                Notable.PAUSED,
                Notable.RESUMED,
                Notable.DRAINED,
                Notable.PURGED,
                Notable.CHECKPOINT_STORED,
                Notable.CLAIM_DEFERRED,
                Notable.CLAIM_WITHOUT_ROOM,
                Notable.EDITED)) {
            assertThat(result.coverage().of(notable)).as("%s", notable).isPositive();
        }
    }

    @Test
    void aTaskRunsAfterATransactionOfTwoHours() {
        Order late = Order.of(Behaviour.SUCCEEDS)
                .withHeld(new Held((int) Duration.ofHours(2).toMillis(), true, false));
        Coverage coverage = new Coverage();
        assertThat(Plays.play(
                        Setting.small(1_000, late, Order.of(Behaviour.SUCCEEDS)),
                        new ByChance(1, Circumstances.calm(Setting.small(1_000))),
                        coverage))
                .isEmpty();
        assertThat(coverage.of(Notable.TRANSACTION_COMMITTED)).isEqualTo(1);
        assertThat(coverage.of(Move.CLAIM)).isEqualTo(2);
    }

    @Test
    void healthyTasksAreNotFailedByShortCuts() throws InterruptedException {
        Seeds.Result result = new Seeds(
                        seed -> ShortCuts.focus(),
                        Runtime.getRuntime().availableProcessors(),
                        played -> {},
                        () -> false)
                .run(0, 100);
        assertThat(result.finding()).isEmpty();
        assertThat(result.coverage().of(Notable.LOSS_TAKEN_BACK)).isGreaterThan(200);
    }

    @Tag("full")
    @Test
    void noPromiseIsBrokenOverManySeeds() throws InterruptedException {
        assertThat(play(MANY).finding()).isEmpty();
    }
}
